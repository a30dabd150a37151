/** Settings that several functions share. */
import { field, whole, type Field } from '@bernoulli/api/ir';

/** What all that is drawn follows from. Default 0. */
export function seedField(): Field<number | bigint> {
  return field<number | bigint>('be a whole number', (x) => typeof x === 'bigint' || Number.isSafeInteger(x), 0);
}

/** A share of the rows that may be missed. Default 0.1. */
export function alphaField(): Field<number> {
  return field<number>('be in (0, 1)', isAlpha, 0.1);
}

export function isAlpha(x: unknown): boolean {
  return typeof x === 'number' && x > 0 && x < 1;
}

/** How many networks are drawn, from 1 up. Default 100. */
export function samplesField(): Field<number> {
  return whole(1, 100);
}

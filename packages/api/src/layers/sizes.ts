/** Sizes, strides and factors along the axes between batch and channels. */
import { field, required, type Field } from '../ir/index.ts';

/** One for all axes, or one for each. */
export type Sizes = number | readonly number[];

const isSize = (x: unknown): boolean => Number.isSafeInteger(x) && (x as number) >= 1;

/** A setting of that kind for so many axes. */
export function sizesField(axes: number, fallback?: Sizes): Field<Sizes> {
  const of = field<Sizes>(
    axes === 1 ? 'be a whole number from 1 up' : `be a whole number from 1 up, or ${axes} of them`,
    (x) => isSize(x) || (Array.isArray(x) && x.length === axes && x.every(isSize)),
    fallback,
  );
  return fallback === undefined ? required(of) : of;
}

/** One for each axis. */
export function sizesOf(sizes: Sizes, axes: number): readonly number[] {
  return typeof sizes === 'number' ? new Array<number>(axes).fill(sizes) : sizes;
}

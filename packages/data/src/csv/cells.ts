/** Cells of a table as text, and what of them is a number. */
import { fail } from '@bernoulli/api/ir';
import type { Place } from './columns.ts';

/** A decimal number as people and programs write it. What `Number` takes beyond that, as `''` or `0x10`, is none. */
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** True for a decimal number; spaces around it have been taken away. */
export function isNumber(text: string): boolean {
  return decimal.test(text);
}

/** One row, and where it stands, for messages. */
export interface Row {
  readonly who: string;
  readonly at: string | undefined;
  /** Its number in the file, from 1 up, the header counted, as a spreadsheet shows it. */
  readonly number: number;
  readonly cells: readonly string[];
}

/** The text of a cell, without spaces around it. */
export function textOf(row: Row, { index }: Place): string {
  return row.cells[index]!.trim();
}

/** A cell as f32. @param missing what an empty cell stands for, if anything. */
export function numberOf(row: Row, place: Place, missing?: number): number {
  const text = textOf(row, place);
  if (text === '' && missing !== undefined) return missing;
  if (!isNumber(text)) failCell(row, place, 'must be a number', text === '' ? 'an empty cell' : text);
  const value = Math.fround(Number(text));
  if (!Number.isFinite(value)) failCell(row, place, 'must be a number that 32 bits hold, within ±3.4e38', text);
  return value;
}

/** @throws BernoulliError `DATA`, naming row and column. */
export function failCell({ who, at, number }: Row, { name }: Place, what: string, received: string): never {
  return fail('DATA', { who, at, what: `row ${number}, column ${JSON.stringify(name)}: the cell ${what}`, received });
}

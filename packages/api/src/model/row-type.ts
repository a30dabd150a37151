/** How a user says what one row of an input is. */
import { checkKeys, fail, type DType } from '../ir/index.ts';
import type { RowType } from '../programs/predict.ts';

/**
 * Sizes of one row, `null` for one that is open; with a dtype where it is not `f32`, and with names of open sizes: sizes of one name are one size, and
 * files call them so.
 */
export type RowLike =
  | readonly (number | null)[]
  | {
      readonly dtype?: DType | undefined;
      readonly shape: readonly (number | null)[];
      readonly names?: readonly (string | null)[] | undefined;
    };

const dtypes: readonly unknown[] = ['f32', 'i32', 'bool'] satisfies DType[];

/** @throws BernoulliError `CONFIG` for what is no row. */
export function readRowType(who: string, row: RowLike): RowType {
  const given: unknown = Array.isArray(row) ? { shape: row } : row;
  const bad = (): never =>
    fail('CONFIG', {
      who,
      what: 'a row must be a list of sizes from 1 up, or null for one that is open, or { dtype, shape, names }',
      received: row,
    });
  if (typeof given !== 'object' || given === null) return bad();
  checkKeys(who, given, ['dtype', 'shape', 'names']);
  const { dtype = 'f32', shape, names } = given as Exclude<RowLike, readonly unknown[]>;
  const fits = (n: unknown): boolean => n === null || (Number.isSafeInteger(n) && (n as number) >= 1);
  if (!dtypes.includes(dtype) || !Array.isArray(shape) || !shape.every(fits)) return bad();
  if (names === undefined) return { dtype, shape };
  const isName = (name: unknown): boolean => name === null || (typeof name === 'string' && name !== '');
  if (!Array.isArray(names) || names.length !== shape.length || !names.every(isName))
    fail('CONFIG', {
      who,
      what: 'the names of a row must be a list with a text or null for each axis',
      received: names,
    });
  return { dtype, shape, names };
}

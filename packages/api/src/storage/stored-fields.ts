/** The kinds of values in a stored configuration, each checked and named in messages by its place. */
import { fail, MAX_AXES } from '../ir/index.ts';
import type { RowType } from '../programs/predict.ts';
import type { StoredPart } from './format.ts';

export function bad(field: string, must: string, ...received: unknown[]): never {
  return fail('FORMAT', {
    who: 'load',
    at: 'config.json',
    what: `${field} must ${must}`,
    received: received.length === 0 ? undefined : (received[0] ?? String(received[0])),
  });
}

export function object(field: string, value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) bad(field, 'be an object', value);
  return value as Record<string, unknown>;
}

export function list(field: string, value: unknown, longest: number): unknown[] {
  if (!Array.isArray(value)) return bad(field, 'be a list', value);
  if (value.length > longest) bad(field, `hold at most ${longest} items`, value.length);
  return value;
}

export function text(field: string, value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : bad(field, 'be a text that is not empty', value);
}

export function whole(field: string, value: unknown, largest = Number.MAX_SAFE_INTEGER): number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= largest
    ? (value as number)
    : bad(field, `be a whole number in [0, ${largest}]`, value);
}

export function part(field: string, value: unknown): StoredPart {
  const { className, config } = object(field, value);
  return { className: text(`${field}.className`, className), config: object(`${field}.config`, config) };
}

/** One row of an input. */
export function row(field: string, value: unknown): RowType {
  const { dtype, shape, names } = object(field, value);
  if (dtype !== 'f32' && dtype !== 'i32' && dtype !== 'bool') bad(`${field}.dtype`, 'be f32, i32 or bool', dtype);
  const row = {
    dtype: dtype as RowType['dtype'],
    shape: list(`${field}.shape`, shape, MAX_AXES).map((n, j) =>
      n === null ? null : whole(`${field}.shape[${j}]`, n),
    ),
  };
  if (names === undefined) return row;
  const read = list(`${field}.names`, names, MAX_AXES);
  if (read.length !== row.shape.length) bad(`${field}.names`, `have ${row.shape.length} entries`, read.length);
  return { ...row, names: read.map((name, j) => (name === null ? null : text(`${field}.names[${j}]`, name))) };
}

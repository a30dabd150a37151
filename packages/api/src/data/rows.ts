/** Rows: the slices of a tensor along its first axis, one per example. */
import { fail, printShape, type TensorData } from '../ir/index.ts';

/** Number of rows of a tensor. Throws for a scalar, which has none. */
export function rowsOf(tensor: TensorData, who: string, name = 'x'): number {
  if (tensor.shape.length === 0)
    fail('SHAPE', { who, what: `${name} must have rows, so at least one dimension`, received: '[]' });
  return tensor.shape[0]!;
}

/** Number of values in one row. */
export function rowSizeOf(tensor: TensorData): number {
  return tensor.shape.slice(1).reduce((product, n) => product * n, 1);
}

/**
 * The number of rows that all `tensors` have.
 *
 * @throws BernoulliError `DATA` when one is empty (`x is empty`), or when they differ (`x has 100 rows, y has 90`).
 */
export function checkRows(tensors: Readonly<Record<string, TensorData>>, who: string): number {
  let first: { name: string; rows: number } | undefined;
  for (const [name, tensor] of Object.entries(tensors)) {
    const rows = rowsOf(tensor, who, name);
    if (tensor.data.length === 0)
      fail('DATA', { who, what: `${name} is empty`, received: `shape ${printShape(tensor.shape)}` });
    first ??= { name, rows };
    if (rows !== first.rows)
      fail('DATA', {
        who,
        what: `${first.name} has ${first.rows} rows, ${name} has ${rows}`,
        hint: 'They must be equal',
      });
  }
  return first?.rows ?? fail('DATA', { who, what: 'there is no data' });
}

/** @throws BernoulliError `DATA` unless a tensor has the rows of the inputs (`x has 100 rows, y has 90`). */
export function requireRows(tensor: TensorData, rows: number, who: string, name: string): void {
  const own = rowsOf(tensor, who, name);
  if (tensor.data.length === 0)
    fail('DATA', { who, what: `${name} is empty`, received: `shape ${printShape(tensor.shape)}` });
  if (own !== rows) fail('DATA', { who, what: `x has ${rows} rows, ${name} has ${own}`, hint: 'They must be equal' });
}

/** Rows `begin` to `end` (not included), as a view: no value is copied. */
export function sliceRows(tensor: TensorData, begin: number, end: number): TensorData {
  const size = rowSizeOf(tensor);
  return {
    dtype: tensor.dtype,
    shape: [end - begin, ...tensor.shape.slice(1)],
    data: tensor.data.subarray(begin * size, end * size),
  };
}

/**
 * The first ⌊n·(1 − `validationSplit`)⌋ rows for training and the rest for validation, before any shuffling, as Keras splits.
 * Both are views.
 *
 * @throws BernoulliError `CONFIG` when the fraction is not in (0, 1), `DATA` when it leaves either side without a row.
 */
export function splitRows(
  x: TensorData,
  validationSplit: number,
  who = 'splitRows',
): { readonly train: TensorData; readonly validation: TensorData } {
  if (!(validationSplit > 0 && validationSplit < 1))
    fail('CONFIG', {
      who,
      what: 'validationSplit must be a number between 0 and 1, both excluded',
      received: validationSplit,
    });
  const rows = rowsOf(x, who);
  const cut = Math.floor(rows * (1 - validationSplit));
  if (cut === 0 || cut === rows)
    fail('DATA', {
      who,
      what: `validationSplit must leave rows on both sides; of ${rows} rows, ${cut} are left for training`,
      received: validationSplit,
    });
  return { train: sliceRows(x, 0, cut), validation: sliceRows(x, cut, rows) };
}

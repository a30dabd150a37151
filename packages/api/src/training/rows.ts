/** Rows in parts, each filled up to a size that a graph is compiled for. */
import { rowSizeOf } from '../data/index.ts';
import type { TensorData, TypedArray } from '../ir/index.ts';

/**
 * Copies rows `begin` to `end` to the start of `out`, and the first of them again behind them: what comes of a row that is
 * there is no NaN that zeros alone might make, which would spoil a sum even beside weights of 0.
 */
export function fillRows(tensor: TensorData, begin: number, end: number, out: TypedArray): void {
  const size = rowSizeOf(tensor);
  out.set(tensor.data.subarray(begin * size, end * size));
  for (let at = (end - begin) * size; at < out.length; at += size) out.copyWithin(at, 0, size);
}

/** Rows that run together; `padded` is the number of rows that the graph is for. */
export interface Part {
  readonly start: number;
  readonly count: number;
  readonly padded: number;
}

/** So few rows that a second run would cost more than rows that only fill a graph. */
const few = 256;

/**
 * Cuts rows into parts of at most `size`. What is left after the full ones is filled up to a power of two, so that calls of many
 * sizes share a few compiled graphs, or cut once more where more than a quarter would be filling.
 */
export function* parts(rows: number, size: number): Generator<Part> {
  for (let start = 0; start < rows;) {
    const left = rows - start;
    let padded = size;
    if (left < size) {
      padded = Math.min(size, 2 ** Math.ceil(Math.log2(left)));
      if (padded > few && left < 0.75 * padded) padded = 2 ** Math.floor(Math.log2(left));
    }
    const count = Math.min(left, padded);
    yield { start, count, padded };
    start += count;
  }
}

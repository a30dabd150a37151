/** Rows for the graphs: parts of a tensor, filled up to the size that a graph was compiled for. */
import { rowSizeOf } from '../data.ts';
import type { TensorData, TypedArray } from '../ir/index.ts';

/** Copies rows `begin` to `end` to the start of `out`, and zeros behind them. */
export function fillRows(tensor: TensorData, begin: number, end: number, out: TypedArray): void {
  const size = rowSizeOf(tensor);
  out.set(tensor.data.subarray(begin * size, end * size));
  out.fill(0, (end - begin) * size);
}

/** Rows for the graphs: parts of a tensor, filled up to the size that a graph was compiled for. */
import { rowSizeOf, sliceRows } from '../data.ts';
import { allocate, type TensorData } from '../ir/index.ts';

/** Rows `begin` to `end`, and rows of zeros behind them until there are `size`. */
export function paddedRows(tensor: TensorData, begin: number, end: number, size: number): TensorData {
  const part = sliceRows(tensor, begin, end);
  if (end - begin === size) return part;
  const data = allocate(tensor.dtype, size * rowSizeOf(tensor));
  data.set(part.data);
  return { dtype: tensor.dtype, shape: [size, ...tensor.shape.slice(1)], data };
}

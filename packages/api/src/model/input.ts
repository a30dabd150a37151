/** What layers are called on, before there is a model. */
import { symbolicInput } from '../tracing/symbolic.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { readRowType, type RowLike } from './row-type.ts';

/**
 * An input of a model: any number of rows of one type. Layers applied to it, and to what they return, describe a model, which
 * `model(inputs, outputs)` makes.
 *
 * @param row sizes of one row, without the batch, `null` for one that is open; as `{ shape, dtype, names }`, with a dtype where it is not
 * `f32`, and names of open sizes: sizes of one name are one size
 * @throws BernoulliError `CONFIG` for what is no row.
 * @example
 * ```ts
 * import { Dense, input } from '@bernoulli/api';
 * const x = input({ shape: [784] });
 * new Dense({ units: 10 }).apply(x).shape; // => [-1, 10]
 * ```
 */
export function input(row: RowLike): Tensor {
  return symbolicInput(readRowType('input', row));
}

/** Scores to probabilities, most of them 0. */
import { readConfig } from '../ir/config/index.ts';
import { resolveAxis } from '../ir/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { softmaxFields, type SoftmaxConfig } from './softmax.ts';

/**
 * The point of the simplex (no part below 0, sum 1) that is nearest to x along an axis: max(x − τ, 0). An element is above
 * 0 if 1 + k·x exceeds the sum of the k elements that are no smaller. They are found by comparing all pairs, which takes
 * the square of the axis in time and memory, where the paper sorts. Keras 3.15 computes something else.
 * Source: A. Martins, R. Astudillo, arXiv:1602.02068.
 *
 * @example
 * ```ts
 * import { activationName, activations } from '@bernoulli/api';
 * activationName(activations.sparsemax); // => 'sparsemax'
 * ```
 */
export function sparsemax(x: Tensor, config: SoftmaxConfig = {}): Tensor {
  const axis = resolveAxis(readConfig('sparsemax', config, softmaxFields).axis, x.rank, 'sparsemax');
  const last = x.rank - 1;
  if (axis === last) return alongLast(x);
  const swap = x.shape.map((_, i) => (i === axis ? last : i === last ? axis : i));
  return alongLast(x.transpose(swap)).transpose(swap);
}

function alongLast(x: Tensor): Tensor {
  const z = x.sub(x.stopGradient().max(-1, true));
  const one = z.stopGradient().reshape([...z.shape, 1]);
  const other = z.stopGradient().reshape([...z.shape.slice(0, -1), 1, z.shape.at(-1)!]);
  const noSmaller = other.greaterEqual(one);
  const count = noSmaller.cast('f32').sum(-1);
  const sum = other.where(noSmaller, 0).sum(-1);
  const support = z.stopGradient().mul(count).add(1).greater(sum);
  const tau = z.where(support, 0).sum(-1, true).sub(1).div(support.cast('f32').sum(-1, true));
  return z.sub(tau).maximum(0);
}

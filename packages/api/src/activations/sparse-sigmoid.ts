/** A sigmoid that is exactly 0 and exactly 1 further out. */
import type { Tensor } from '../tracing/tensor.ts';

/**
 * min(max((x + 1) / 2, 0), 1), the slope of `sparsePlus`. Its own slope at the corners is 0.
 *
 * @example
 * ```ts
 * import { activationName, activations } from '@bernoulli/api';
 * activationName(activations.sparseSigmoid); // => 'sparseSigmoid'
 * ```
 */
export function sparseSigmoid(x: Tensor): Tensor {
  return x.add(1).mul(0.5).clip(0, 1);
}

/** What tanh takes away. */
import type { Tensor } from '../tracing/tensor.ts';

/**
 * x − tanh x.
 *
 * @example
 * ```ts
 * import { activationName, activations } from '@bernoulli/api';
 * activationName(activations.tanhShrink); // => 'tanhShrink'
 * ```
 */
export function tanhShrink(x: Tensor): Tensor {
  return x.sub(x.tanh());
}

/** A tanh of three straight lines. */
import type { Tensor } from '../tracing/tensor.ts';

/**
 * min(max(x, −1), 1). Its slope at the corners is 1, as in Keras (0 in PyTorch).
 *
 * @example
 * ```ts
 * import { activationName, activations } from '@bernoulli/api';
 * activationName(activations.hardTanh); // => 'hardTanh'
 * ```
 */
export function hardTanh(x: Tensor): Tensor {
  return x.where(x.abs().lessEqual(1), x.clip(-1, 1));
}

/** A smooth rectifier that is exactly 0 and exactly x further out. */
import type { Tensor } from '../tracing/tensor.ts';

/**
 * 0 up to −1, (x + 1)² / 4 between −1 and 1, x from 1 up.
 *
 * @example
 * ```ts
 * import { activationName, activations } from '@bernoulli/api';
 * activationName(activations.sparsePlus); // => 'sparsePlus'
 * ```
 */
export function sparsePlus(x: Tensor): Tensor {
  return x.where(x.greaterEqual(1), x.add(1).relu().square().mul(0.25));
}

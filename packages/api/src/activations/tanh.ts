/** The hyperbolic tangent. */
import type { Tensor } from '../tracing/tensor.ts';

/** tanh x. */
export function tanh(x: Tensor): Tensor {
  return x.tanh();
}

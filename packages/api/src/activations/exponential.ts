/** The exponential. */
import type { Tensor } from '../tracing/tensor.ts';

/** eˣ. */
export function exponential(x: Tensor): Tensor {
  return x.exp();
}

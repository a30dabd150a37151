/** The smooth rectifier. */
import type { Tensor } from '../tracing/tensor.ts';

/**
 * log(1 + eˣ), in the form (x + |x|)/2 + log(1 + e^−|x|), which neither overflows nor, at 0, loses its gradient of 1/2.
 * Source: C. Dugas et al., "Incorporating second-order functional knowledge for better option pricing" (NIPS 2000).
 */
export function softplus(x: Tensor): Tensor {
  const size = x.abs();
  return x.add(size).mul(0.5).add(size.neg().exp().log1p());
}

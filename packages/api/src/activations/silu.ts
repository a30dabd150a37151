/** The sigmoid-weighted linear unit, also called swish. */
import type { Tensor } from '../tracing/tensor.ts';

/** x · sigmoid(x). Source: S. Elfwing, E. Uchibe, K. Doya, arXiv:1702.03118. */
export function silu(x: Tensor): Tensor {
  return x.mul(x.sigmoid());
}

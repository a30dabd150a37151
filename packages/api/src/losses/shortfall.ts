/** How much predictions lack to a margin. */
import type { Tensor } from '../tracing/tensor.ts';

/** max(1 − yŷ, 0) of each element; labels that are all 0 or 1 stand for −1 and 1. */
export function shortfall(y: Tensor, p: Tensor): Tensor {
  const binary = y.equal(0).or(y.equal(1)).cast('f32').min().greater(0.5);
  const signs = y.mul(2).sub(1).where(binary, y);
  return signs.mul(p).subFrom(1).maximum(0);
}

/** A value that passes back the gradient of another. */
import type { Tensor } from '../tracing/tensor.ts';

/** The value of one tensor with the gradient of another, of its shape. */
export function withGradientOf(value: Tensor, other: Tensor): Tensor {
  return other.add(value.sub(other).stopGradient());
}

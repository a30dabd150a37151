/** The larger of two values, whose gradient is shared where they are equal, as after a rectifier they often are. */
import type { Tensor } from '../../tracing/tensor.ts';

/** max(x, y). Where both are equal each has half the gradient, as in Keras. */
export function larger(x: Tensor, y: Tensor): Tensor {
  return x.where(x.greater(y), y.where(y.greater(x), x.mul(0.5).add(y.mul(0.5))));
}

/** Noise on the kernel of a fully connected layer: one kernel for the batch, or one for each row. */
import type { Tensor } from '../../tracing/tensor.ts';

/** x · kernel along the last axis, with a kernel `[n, units]`, or one for each row of the batch, `[batch, n, units]`. */
export function productWithNoisy(x: Tensor, kernel: Tensor): Tensor {
  if (kernel.rank === 2) return x.matMul(kernel);
  const [features, units] = kernel.shape.slice(-2) as [number, number];
  return x
    .reshape([x.shape[0]!, null, features])
    .matMul(kernel)
    .reshape([...x.shape.slice(0, -1), units]);
}

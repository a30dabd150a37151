/** A sigmoid of three straight lines. */
import type { Tensor } from '../tracing/tensor.ts';

/** min(max(x/6 + 1/2, 0), 1). */
export function hardSigmoid(x: Tensor): Tensor {
  return x.add(3).clip(0, 6).div(6);
}

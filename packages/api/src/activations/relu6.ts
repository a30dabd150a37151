/** The rectifier that stops at 6. */
import type { Tensor } from '../tracing/tensor.ts';

/** min(max(x, 0), 6). */
export function relu6(x: Tensor): Tensor {
  return x.clip(0, 6);
}

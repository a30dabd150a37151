/** The exponential. */
import type { Tensor } from '../tensor.ts';

/** eˣ. */
export function exponential(x: Tensor): Tensor {
  return x.exp();
}

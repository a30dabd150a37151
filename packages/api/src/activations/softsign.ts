/** A sigmoid without an exponential. */
import type { Tensor } from '../tracing/tensor.ts';

/** x / (1 + |x|). */
export function softsign(x: Tensor): Tensor {
  return x.div(x.abs().add(1));
}

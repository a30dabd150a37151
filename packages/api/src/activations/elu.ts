/** The exponential linear unit. */
import { number, readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';

export interface EluConfig {
  /** The limit at −∞, negated. Default 1. */
  readonly alpha?: number;
}

/** x above 0, α·(eˣ − 1) from 0 down. Its slope at 0 is α, as in Keras. Source: D.-A. Clevert, T. Unterthiner, S. Hochreiter, arXiv:1511.07289. */
export function elu(x: Tensor, config: EluConfig = {}): Tensor {
  const { alpha } = readConfig('elu', config, { alpha: number(1) });
  const above = x.greater(0);
  // The 0 keeps the side not taken finite, so that its gradient is 0 and not 0·∞. (A minimum would give 0 itself no slope.)
  const curve = x.where(above.not(), 0).exp().sub(1);
  return x.where(above, alpha === 1 ? curve : curve.mul(alpha));
}

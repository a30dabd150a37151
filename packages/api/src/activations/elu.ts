/** The exponential linear unit. */
import { number, readConfig } from '../ir/config/index.ts';
import { Tensor } from '../tracing/tensor.ts';

export interface EluConfig {
  /** The limit at −∞, negated. Default 1. */
  readonly alpha?: number;
}

/** x above 0, α·(eˣ − 1) from 0 down. Its slope at 0 is α, as in Keras. Source: D.-A. Clevert, T. Unterthiner, S. Hochreiter, arXiv:1511.07289. */
export function elu(x: Tensor, config: EluConfig = {}): Tensor {
  const { alpha } = readConfig('elu', config, { alpha: number(1) });
  // The minimum keeps the side not taken finite, so that its gradient is 0 and not 0·∞; where it ties, the gradient is its second operand's.
  const curve = new Tensor(x.b, x.b.minimum(0, x.ref)).exp().sub(1);
  return x.where(x.greater(0), alpha === 1 ? curve : curve.mul(alpha));
}

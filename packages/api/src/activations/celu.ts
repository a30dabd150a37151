/** The exponential linear unit whose slope at 0 is always 1. */
import { positive, readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { elu } from './elu.ts';

export interface CeluConfig {
  /** α > 0: the limit at −∞, negated. Default 1. */
  readonly alpha?: number;
}

/**
 * x above 0, α·(e^(x/α) − 1) from 0 down. Source: J. Barron, arXiv:1704.07483.
 *
 * @example
 * ```ts
 * import { activationName, activations } from '@bernoulli/api';
 * activationName(activations.celu); // => 'celu'
 * ```
 */
export function celu(x: Tensor, config: CeluConfig = {}): Tensor {
  const { alpha } = readConfig('celu', config, { alpha: positive(1) });
  return elu(x.div(alpha)).mul(alpha);
}

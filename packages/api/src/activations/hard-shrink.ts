/** Nothing but what is large. */
import { atLeast, readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';

export interface HardShrinkConfig {
  /** t ≥ 0. Default 0.5. */
  readonly threshold?: number;
}

/**
 * x where |x| > t, 0 elsewhere.
 *
 * @example
 * ```ts
 * import { activationName, activations } from '@bernoulli/api';
 * activationName(activations.hardShrink); // => 'hardShrink'
 * ```
 */
export function hardShrink(x: Tensor, config: HardShrinkConfig = {}): Tensor {
  const { threshold } = readConfig('hardShrink', config, { threshold: atLeast(0, 0.5) });
  // Asked this way round so that NaN stays.
  return x.where(x.abs().lessEqual(threshold).not(), 0);
}

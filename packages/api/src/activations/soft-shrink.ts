/** Towards 0 by a fixed amount. */
import { atLeast, readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';

export interface SoftShrinkConfig {
  /** t ≥ 0. Default 0.5. */
  readonly threshold?: number;
}

/**
 * x − t above t, x + t below −t, 0 between.
 *
 * @example
 * ```ts
 * import { activationName, activations } from '@bernoulli/api';
 * activationName(activations.softShrink); // => 'softShrink'
 * ```
 */
export function softShrink(x: Tensor, config: SoftShrinkConfig = {}): Tensor {
  const { threshold: t } = readConfig('softShrink', config, { threshold: atLeast(0, 0.5) });
  return x.sub(t).maximum(0).add(x.add(t).minimum(0));
}

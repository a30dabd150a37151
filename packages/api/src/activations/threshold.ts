/** Another value for what is small. */
import { number, readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';

export interface ThresholdConfig {
  /** t. Default 0. */
  readonly threshold?: number;
  /** v. Default 0. */
  readonly defaultValue?: number;
}

const fields = { threshold: number(0), defaultValue: number(0) };

/**
 * x where x > t, v elsewhere.
 *
 * @example
 * ```ts
 * import { activationName, activations } from '@bernoulli/api';
 * activationName(activations.threshold); // => 'threshold'
 * ```
 */
export function threshold(x: Tensor, config: ThresholdConfig = {}): Tensor {
  const { threshold: t, defaultValue } = readConfig('threshold', config, fields);
  // Asked this way round so that NaN stays.
  return x.where(x.lessEqual(t).not(), defaultValue);
}

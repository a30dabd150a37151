/** The root of the mean of squared differences. */
import type { MetricConfig } from './mean-metric.ts';
import { MeanSquaredError } from './mean-squared-error.ts';

/**
 * √ of the mean of (y − ŷ)² over all elements: in the unit of the labels.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.RootMeanSquaredError().result({ total: Float64Array.of(18), count: Float64Array.of(2) }); // => 3
 * ```
 */
export class RootMeanSquaredError extends MeanSquaredError {
  override readonly className = 'RootMeanSquaredError';

  constructor(config: MetricConfig = {}) {
    super(config, 'RootMeanSquaredError', 'rootMeanSquaredError');
  }

  override result(sums: Readonly<Record<string, Float64Array>>): number {
    return Math.sqrt(super.result(sums));
  }
}

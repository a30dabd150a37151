/** The logarithm of the hyperbolic cosine of the error. */
import { LogCosh } from '../losses/log-cosh.ts';
import { LossMetric } from './loss-metric.ts';
import type { MetricConfig } from './mean-metric.ts';

/**
 * The weighted mean over the samples of the loss `LogCosh`.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.LogCoshError().name; // => 'logCosh'
 * ```
 */
export class LogCoshError extends LossMetric {
  readonly className = 'LogCoshError';

  constructor(config: MetricConfig = {}) {
    super(new LogCosh(config));
  }
}

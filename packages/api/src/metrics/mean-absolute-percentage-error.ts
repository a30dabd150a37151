/** The mean of absolute differences, in percent of the labels. */
import { MeanAbsolutePercentageError as Loss } from '../losses/mean-absolute-percentage-error.ts';
import { LossMetric } from './loss-metric.ts';
import type { MetricConfig } from './mean-metric.ts';

/**
 * The weighted mean over the samples of the loss of the same name.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.MeanAbsolutePercentageError({ name: 'mape' }).name; // => 'mape'
 * ```
 */
export class MeanAbsolutePercentageError extends LossMetric {
  readonly className = 'MeanAbsolutePercentageError';

  constructor(config: MetricConfig = {}) {
    super(new Loss(config));
  }
}

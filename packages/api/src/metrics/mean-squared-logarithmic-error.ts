/** The mean of squared differences of logarithms. */
import { MeanSquaredLogarithmicError as Loss } from '../losses/mean-squared-logarithmic-error.ts';
import { LossMetric } from './loss-metric.ts';
import type { MetricConfig } from './mean-metric.ts';

/**
 * The weighted mean over the samples of the loss of the same name.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.MeanSquaredLogarithmicError({ name: 'msle' }).name; // => 'msle'
 * ```
 */
export class MeanSquaredLogarithmicError extends LossMetric {
  readonly className = 'MeanSquaredLogarithmicError';

  constructor(config: MetricConfig = {}) {
    super(new Loss(config));
  }
}

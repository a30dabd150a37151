/** The likelihood of counts. */
import { Poisson as Loss } from '../losses/poisson.ts';
import { LossMetric } from './loss-metric.ts';
import type { MetricConfig } from './mean-metric.ts';

/**
 * The weighted mean over the samples of the loss of the same name.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.Poisson().name; // => 'poisson'
 * ```
 */
export class Poisson extends LossMetric {
  readonly className = 'Poisson';

  constructor(config: MetricConfig = {}) {
    super(new Loss(config));
  }
}

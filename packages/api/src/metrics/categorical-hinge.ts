/** The distance to a margin between the right class and the best of the others. */
import { CategoricalHinge as Loss } from '../losses/categorical-hinge.ts';
import { LossMetric } from './loss-metric.ts';
import type { MetricConfig } from './mean-metric.ts';

/**
 * The weighted mean over the samples of the loss of the same name.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.CategoricalHinge().name; // => 'categoricalHinge'
 * ```
 */
export class CategoricalHinge extends LossMetric {
  readonly className = 'CategoricalHinge';

  constructor(config: MetricConfig = {}) {
    super(new Loss(config));
  }
}

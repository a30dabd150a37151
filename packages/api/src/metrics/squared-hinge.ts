/** The squared distance to a margin. */
import { SquaredHinge as Loss } from '../losses/squared-hinge.ts';
import { LossMetric } from './loss-metric.ts';
import type { MetricConfig } from './mean-metric.ts';

/**
 * The weighted mean over the samples of the loss of the same name.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.SquaredHinge().name; // => 'squaredHinge'
 * ```
 */
export class SquaredHinge extends LossMetric {
  readonly className = 'SquaredHinge';

  constructor(config: MetricConfig = {}) {
    super(new Loss(config));
  }
}

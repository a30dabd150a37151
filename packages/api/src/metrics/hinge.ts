/** The distance to a margin. */
import { Hinge as Loss } from '../losses/hinge.ts';
import { LossMetric } from './loss-metric.ts';
import type { MetricConfig } from './mean-metric.ts';

/**
 * The weighted mean over the samples of the loss of the same name.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.Hinge().name; // => 'hinge'
 * ```
 */
export class Hinge extends LossMetric {
  readonly className = 'Hinge';

  constructor(config: MetricConfig = {}) {
    super(new Loss(config));
  }
}

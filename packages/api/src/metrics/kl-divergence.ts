/** How far one distribution is from another. */
import { KLDivergence as Loss } from '../losses/kl-divergence.ts';
import { LossMetric } from './loss-metric.ts';
import type { MetricConfig } from './mean-metric.ts';

/**
 * The weighted mean over the samples of the loss of the same name.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.KLDivergence().name; // => 'klDivergence'
 * ```
 */
export class KLDivergence extends LossMetric {
  readonly className = 'KLDivergence';

  constructor(config: MetricConfig = {}) {
    super(new Loss(config));
  }
}

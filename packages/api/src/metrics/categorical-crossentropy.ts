/** The cross-entropy between two distributions over classes, watched as a metric. */
import {
  CategoricalCrossentropy as Loss,
  type CategoricalCrossentropyConfig as LossConfig,
} from '../losses/categorical-crossentropy.ts';
import { LossMetric } from './loss-metric.ts';

/** The settings of the loss but its reduction. */
export type CategoricalCrossentropyConfig = Omit<LossConfig, 'reduction'>;

/**
 * The weighted mean over the samples of the loss of the same name.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.CategoricalCrossentropy({ fromLogits: true }).labels; // => 'values'
 * ```
 */
export class CategoricalCrossentropy extends LossMetric {
  readonly className = 'CategoricalCrossentropy';

  constructor(config: CategoricalCrossentropyConfig = {}) {
    super(new Loss(config));
  }
}

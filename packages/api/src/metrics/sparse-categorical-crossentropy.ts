/** The cross-entropy between class numbers and class probabilities, watched as a metric. */
import {
  SparseCategoricalCrossentropy as Loss,
  type SparseCategoricalCrossentropyConfig as LossConfig,
} from '../losses/sparse-categorical-crossentropy.ts';
import { LossMetric } from './loss-metric.ts';

/** The settings of the loss but its reduction. */
export type SparseCategoricalCrossentropyConfig = Omit<LossConfig, 'reduction'>;

/**
 * The weighted mean over the samples of the loss of the same name.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.SparseCategoricalCrossentropy({ fromLogits: true }).labels; // => 'classes'
 * ```
 */
export class SparseCategoricalCrossentropy extends LossMetric {
  readonly className = 'SparseCategoricalCrossentropy';

  constructor(config: SparseCategoricalCrossentropyConfig = {}) {
    super(new Loss(config));
  }
}

/** The cross-entropy of independent yes-or-no answers, watched as a metric. */
import {
  BinaryCrossentropy as Loss,
  type BinaryCrossentropyConfig as LossConfig,
} from '../losses/binary-crossentropy.ts';
import { LossMetric } from './loss-metric.ts';

/** The settings of the loss but its reduction. */
export type BinaryCrossentropyConfig = Omit<LossConfig, 'reduction'>;

/**
 * The weighted mean over the samples of the loss of the same name.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.BinaryCrossentropy({ fromLogits: true }).labels; // => 'values'
 * ```
 */
export class BinaryCrossentropy extends LossMetric {
  readonly className = 'BinaryCrossentropy';

  constructor(config: BinaryCrossentropyConfig = {}) {
    super(new Loss(config));
  }
}

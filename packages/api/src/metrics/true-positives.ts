/** How many elements were answered yes and right. */
import { ConfusionCount, countFields, type ConfusionCountConfig } from './confusion-count.ts';
import { readConfig } from '../ir/config/index.ts';

const fields = countFields('truePositives');

/**
 * The number, or sum of weights, of the elements that were answered yes and right: labels other than 0 are yes, and so are predictions above the
 * threshold.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.TruePositives({ thresholds: [0.3, 0.6] }).thresholds; // => [0.3, 0.6]
 * ```
 */
export class TruePositives extends ConfusionCount {
  readonly className = 'TruePositives';

  constructor(config: ConfusionCountConfig = {}) {
    super('tp', readConfig('TruePositives', config, fields), fields);
  }
}

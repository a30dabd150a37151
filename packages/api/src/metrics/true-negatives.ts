/** How many elements were answered no and right. */
import { ConfusionCount, countFields, type ConfusionCountConfig } from './confusion-count.ts';
import { readConfig } from '../ir/config/index.ts';

const fields = countFields('trueNegatives');

/**
 * The number, or sum of weights, of the elements that were answered no and right: labels other than 0 are yes, and so are predictions above the
 * threshold.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.TrueNegatives({ thresholds: [0.3, 0.6] }).thresholds; // => [0.3, 0.6]
 * ```
 */
export class TrueNegatives extends ConfusionCount {
  readonly className = 'TrueNegatives';

  constructor(config: ConfusionCountConfig = {}) {
    super('tn', readConfig('TrueNegatives', config, fields), fields);
  }
}

/** How many elements were answered no and wrong. */
import { ConfusionCount, countFields, type ConfusionCountConfig } from './confusion-count.ts';
import { readConfig } from '../ir/config/index.ts';

const fields = countFields('falseNegatives');

/**
 * The number, or sum of weights, of the elements that were answered no and wrong: labels other than 0 are yes, and so are predictions above the
 * threshold.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.FalseNegatives({ thresholds: [0.3, 0.6] }).thresholds; // => [0.3, 0.6]
 * ```
 */
export class FalseNegatives extends ConfusionCount {
  readonly className = 'FalseNegatives';

  constructor(config: ConfusionCountConfig = {}) {
    super('fn', readConfig('FalseNegatives', config, fields), fields);
  }
}

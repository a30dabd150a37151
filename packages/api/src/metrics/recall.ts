/** How many of the right ones are found. */
import { readConfig } from '../ir/config/index.ts';
import { PrecisionRecall, precisionRecallFields, type PrecisionRecallConfig } from './precision-recall.ts';
import { rates } from './rates.ts';

const fields = precisionRecallFields('recall');

/**
 * True positives / all that are yes; 0 where none are. Several thresholds give a figure each, `recall0`, `recall1`, ….
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.Recall({ topK: 2 }).topK; // => 2
 * ```
 */
export class Recall extends PrecisionRecall {
  readonly className = 'Recall';

  constructor(config: PrecisionRecallConfig = {}) {
    super(readConfig('Recall', config, fields), fields);
  }

  result(sums: Readonly<Record<string, Float64Array>>): number | readonly number[] {
    return this.each(sums, rates.recall);
  }
}

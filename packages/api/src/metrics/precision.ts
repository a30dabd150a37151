/** How many of the yeses are right. */
import { readConfig } from '../ir/config/index.ts';
import { PrecisionRecall, precisionRecallFields, type PrecisionRecallConfig } from './precision-recall.ts';
import { rates } from './rates.ts';

const fields = precisionRecallFields('precision');

/**
 * True positives / all that were answered yes; 0 where none were. Several thresholds give a figure each, `precision0`, `precision1`, ….
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.Precision({ topK: 2 }).topK; // => 2
 * ```
 */
export class Precision extends PrecisionRecall {
  readonly className = 'Precision';

  constructor(config: PrecisionRecallConfig = {}) {
    super(readConfig('Precision', config, fields), fields);
  }

  result(sums: Readonly<Record<string, Float64Array>>): number | readonly number[] {
    return this.each(sums, rates.precision);
  }
}

/** How many are found while enough of the yeses are right. */
import { readConfig } from '../ir/config/index.ts';
import { BestAt, bestAtFields, type BestAtConfig } from './best-at.ts';
import { rates } from './rates.ts';

export interface RecallAtPrecisionConfig extends BestAtConfig {
  /** The least precision, in [0, 1]. Default 0.5. */
  readonly precision?: number;
}

const fields = bestAtFields('precision', 'recallAtPrecision');

/**
 * The largest recall over the thresholds at which the precision is at least what is asked for; 0 where it never is.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.RecallAtPrecision({ precision: 0.9 }).precision; // => 0.9
 * ```
 */
export class RecallAtPrecision extends BestAt {
  readonly className = 'RecallAtPrecision';
  readonly precision: number;
  protected readonly best = rates.recall;
  protected readonly asked = rates.precision;

  constructor(config: RecallAtPrecisionConfig = {}) {
    const values = readConfig('RecallAtPrecision', config, fields);
    super(values.precision, values, fields);
    this.precision = values.precision;
  }
}

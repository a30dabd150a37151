/** How many of the yeses are right while enough are found. */
import { readConfig } from '../ir/config/index.ts';
import { BestAt, bestAtFields, type BestAtConfig } from './best-at.ts';
import { rates } from './rates.ts';

export interface PrecisionAtRecallConfig extends BestAtConfig {
  /** The least recall, in [0, 1]. Default 0.5. */
  readonly recall?: number;
}

const fields = bestAtFields('recall', 'precisionAtRecall');

/**
 * The largest precision over the thresholds at which the recall is at least what is asked for; 0 where it never is.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.PrecisionAtRecall({ recall: 0.9 }).recall; // => 0.9
 * ```
 */
export class PrecisionAtRecall extends BestAt {
  readonly className = 'PrecisionAtRecall';
  readonly recall: number;
  protected readonly best = rates.precision;
  protected readonly asked = rates.recall;

  constructor(config: PrecisionAtRecallConfig = {}) {
    const values = readConfig('PrecisionAtRecall', config, fields);
    super(values.recall, values, fields);
    this.recall = values.recall;
  }
}

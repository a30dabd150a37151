/** How many are found while enough of the others are left alone. */
import { readConfig } from '../ir/config/index.ts';
import { BestAt, bestAtFields, type BestAtConfig } from './best-at.ts';
import { rates } from './rates.ts';

export interface SensitivityAtSpecificityConfig extends BestAtConfig {
  /** The least specificity, in [0, 1]. Default 0.5. */
  readonly specificity?: number;
}

const fields = bestAtFields('specificity', 'sensitivityAtSpecificity');

/**
 * The largest sensitivity over the thresholds at which the specificity is at least what is asked for; 0 where it never is.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.SensitivityAtSpecificity({ specificity: 0.9 }).specificity; // => 0.9
 * ```
 */
export class SensitivityAtSpecificity extends BestAt {
  readonly className = 'SensitivityAtSpecificity';
  readonly specificity: number;
  protected readonly best = rates.sensitivity;
  protected readonly asked = rates.specificity;

  constructor(config: SensitivityAtSpecificityConfig = {}) {
    const values = readConfig('SensitivityAtSpecificity', config, fields);
    super(values.specificity, values, fields);
    this.specificity = values.specificity;
  }
}

/** How many of the others are left alone while enough are found. */
import { readConfig } from '../ir/config/index.ts';
import { BestAt, bestAtFields, type BestAtConfig } from './best-at.ts';
import { rates } from './rates.ts';

export interface SpecificityAtSensitivityConfig extends BestAtConfig {
  /** The least sensitivity, in [0, 1]. Default 0.5. */
  readonly sensitivity?: number;
}

const fields = bestAtFields('sensitivity', 'specificityAtSensitivity');

/**
 * The largest specificity over the thresholds at which the sensitivity is at least what is asked for; 0 where it never is.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.SpecificityAtSensitivity({ sensitivity: 0.9 }).sensitivity; // => 0.9
 * ```
 */
export class SpecificityAtSensitivity extends BestAt {
  readonly className = 'SpecificityAtSensitivity';
  readonly sensitivity: number;
  protected readonly best = rates.specificity;
  protected readonly asked = rates.sensitivity;

  constructor(config: SpecificityAtSensitivityConfig = {}) {
    const values = readConfig('SpecificityAtSensitivity', config, fields);
    super(values.sensitivity, values, fields);
    this.sensitivity = values.sensitivity;
  }
}

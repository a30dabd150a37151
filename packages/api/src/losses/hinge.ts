/** The distance to a margin. */
import { readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { shortfall } from './shortfall.ts';
import { ElementLoss } from './element-loss.ts';
import type { LossConfig } from './loss.ts';
import { commonFields } from './reduced-loss.ts';

/**
 * Of each sample, the mean over the last axis of max(1 − yŷ, 0), for labels −1 and 1; where all labels of a batch are 0 or 1,
 * 0 is read as −1. Source: C. Cortes, V. Vapnik, "Support-vector networks" (1995).
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { losses } from '@bernoulli/api';
 * new losses.Hinge().name; // => 'hinge'
 * ```
 */
export class Hinge extends ElementLoss {
  readonly className = 'Hinge';

  constructor(config: LossConfig = {}) {
    super(readConfig('Hinge', config, commonFields('hinge')));
  }

  protected element(y: Tensor, p: Tensor): Tensor {
    return shortfall(y, p);
  }
}

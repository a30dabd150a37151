/** The squared distance to a margin. */
import { readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { shortfall } from './shortfall.ts';
import { ElementLoss } from './element-loss.ts';
import type { LossConfig } from './loss.ts';
import { commonFields } from './reduced-loss.ts';

/**
 * Of each sample, the mean over the last axis of max(1 − yŷ, 0)², for labels −1 and 1; where all labels of a batch are 0 or
 * 1, 0 is read as −1.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { losses } from '@bernoulli/api';
 * new losses.SquaredHinge().name; // => 'squaredHinge'
 * ```
 */
export class SquaredHinge extends ElementLoss {
  readonly className = 'SquaredHinge';

  constructor(config: LossConfig = {}) {
    super(readConfig('SquaredHinge', config, commonFields('squaredHinge')));
  }

  protected element(y: Tensor, p: Tensor): Tensor {
    return shortfall(y, p).square();
  }
}

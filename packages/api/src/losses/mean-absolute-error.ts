/** The mean of absolute differences. */
import { readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { ElementLoss } from './element-loss.ts';
import type { LossConfig } from './loss.ts';
import { commonFields } from './reduced-loss.ts';

/**
 * Of each sample, the mean over the last axis of |y − ŷ|. Where they are equal the gradient is 0.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { losses } from '@bernoulli/api';
 * new losses.MeanAbsoluteError({ reduction: 'sum' }).reduction; // => 'sum'
 * ```
 */
export class MeanAbsoluteError extends ElementLoss {
  readonly className = 'MeanAbsoluteError';

  constructor(config: LossConfig = {}) {
    super(readConfig('MeanAbsoluteError', config, commonFields('meanAbsoluteError')));
  }

  protected element(y: Tensor, p: Tensor): Tensor {
    return p.sub(y).abs();
  }
}

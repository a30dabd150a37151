/** The mean of squared differences. */
import { readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { ElementLoss } from './element-loss.ts';
import type { LossConfig } from './loss.ts';
import { commonFields } from './reduced-loss.ts';

/**
 * Of each sample, the mean over the last axis of (y − ŷ)².
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { losses } from '@bernoulli/api';
 * new losses.MeanSquaredError().getConfig().reduction; // => 'sumOverBatchSize'
 * ```
 */
export class MeanSquaredError extends ElementLoss {
  readonly className = 'MeanSquaredError';

  constructor(config: LossConfig = {}) {
    super(readConfig('MeanSquaredError', config, commonFields('meanSquaredError')));
  }

  protected element(y: Tensor, p: Tensor): Tensor {
    return p.sub(y).square();
  }
}

/** The mean of squared differences. */
import { readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { alignValues } from './align.ts';
import type { LossConfig } from './loss.ts';
import { commonFields, ReducedLoss } from './reduced-loss.ts';

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
export class MeanSquaredError extends ReducedLoss {
  readonly className = 'MeanSquaredError';
  readonly labels = 'values';

  constructor(config: LossConfig = {}) {
    super(readConfig('MeanSquaredError', config, commonFields('meanSquaredError')));
  }

  perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return yPred
      .sub(alignValues(this.className, yTrue, yPred))
      .square()
      .mean(-1);
  }
}

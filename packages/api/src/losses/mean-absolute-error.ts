/** The mean of absolute differences. */
import { readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { alignValues } from './align.ts';
import type { LossConfig } from './loss.ts';
import { commonFields, ReducedLoss } from './reduced-loss.ts';

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
export class MeanAbsoluteError extends ReducedLoss {
  readonly className = 'MeanAbsoluteError';
  readonly labels = 'values';

  constructor(config: LossConfig = {}) {
    super(readConfig('MeanAbsoluteError', config, commonFields('meanAbsoluteError')));
  }

  perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return yPred
      .sub(alignValues(this.className, yTrue, yPred))
      .abs()
      .mean(-1);
  }
}

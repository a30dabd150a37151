/** The mean of absolute differences, in percent of the labels. */
import { readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { EPSILON } from './clip-probability.ts';
import { ElementLoss } from './element-loss.ts';
import type { LossConfig } from './loss.ts';
import { commonFields } from './reduced-loss.ts';

/**
 * Of each sample, the mean over the last axis of 100 · |y − ŷ| / max(|y|, 1e-7): per cent of the label.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { losses } from '@bernoulli/api';
 * new losses.MeanAbsolutePercentageError().name; // => 'meanAbsolutePercentageError'
 * ```
 */
export class MeanAbsolutePercentageError extends ElementLoss {
  readonly className = 'MeanAbsolutePercentageError';

  constructor(config: LossConfig = {}) {
    super(readConfig('MeanAbsolutePercentageError', config, commonFields('meanAbsolutePercentageError')));
  }

  protected element(y: Tensor, p: Tensor): Tensor {
    return y.sub(p).div(y.abs().maximum(EPSILON)).abs().mul(100);
  }
}

/** The mean of squared differences of logarithms. */
import { readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { EPSILON } from './clip-probability.ts';
import { ElementLoss } from './element-loss.ts';
import type { LossConfig } from './loss.ts';
import { commonFields } from './reduced-loss.ts';

/**
 * Of each sample, the mean over the last axis of (log(1 + y) − log(1 + ŷ))², where numbers below 1e-7 count as 1e-7: being
 * twice too high costs as much for small labels as for large ones.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { losses } from '@bernoulli/api';
 * new losses.MeanSquaredLogarithmicError().name; // => 'meanSquaredLogarithmicError'
 * ```
 */
export class MeanSquaredLogarithmicError extends ElementLoss {
  readonly className = 'MeanSquaredLogarithmicError';

  constructor(config: LossConfig = {}) {
    super(readConfig('MeanSquaredLogarithmicError', config, commonFields('meanSquaredLogarithmicError')));
  }

  protected element(y: Tensor, p: Tensor): Tensor {
    return p.maximum(EPSILON).log1p().sub(y.maximum(EPSILON).log1p()).square();
  }
}

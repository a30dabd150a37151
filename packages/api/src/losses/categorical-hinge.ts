/** The distance to a margin between the right class and the best of the others. */
import { readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { alignValues } from './align.ts';
import type { LossConfig } from './loss.ts';
import { commonFields, ReducedLoss } from './reduced-loss.ts';

/**
 * Of each sample, max(max((1 − y)·ŷ) − Σ yŷ + 1, 0) over the last axis, for one-hot labels.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { losses } from '@bernoulli/api';
 * new losses.CategoricalHinge().name; // => 'categoricalHinge'
 * ```
 */
export class CategoricalHinge extends ReducedLoss {
  readonly className = 'CategoricalHinge';
  readonly labels = 'values';

  constructor(config: LossConfig = {}) {
    super(readConfig('CategoricalHinge', config, commonFields('categoricalHinge')));
  }

  perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    const y = alignValues(this.className, yTrue, yPred);
    const right = y.mul(yPred).sum(-1);
    return y.subFrom(1).mul(yPred).max(-1).sub(right).add(1).maximum(0);
  }
}

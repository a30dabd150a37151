/** How far one distribution is from another. */
import { readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { alignValues } from './align.ts';
import { EPSILON } from './clip-probability.ts';
import type { LossConfig } from './loss.ts';
import { commonFields, ReducedLoss } from './reduced-loss.ts';

/**
 * Of each sample, Σ y log(y / ŷ) over the last axis, with y and ŷ clipped to [1e-7, 1].
 * Source: S. Kullback, R. Leibler, "On information and sufficiency" (1951).
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { losses } from '@bernoulli/api';
 * new losses.KLDivergence().name; // => 'klDivergence'
 * ```
 */
export class KLDivergence extends ReducedLoss {
  readonly className = 'KLDivergence';
  readonly labels = 'values';
  readonly labelRange = [0, 1] as const;

  constructor(config: LossConfig = {}) {
    super(readConfig('KLDivergence', config, commonFields('klDivergence')));
  }

  perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    const y = alignValues(this.className, yTrue, yPred).clip(EPSILON, 1);
    return y.div(yPred.clip(EPSILON, 1)).log().mul(y).sum(-1);
  }
}

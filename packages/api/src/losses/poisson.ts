/** The likelihood of counts. */
import { readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { EPSILON } from './clip-probability.ts';
import { ElementLoss } from './element-loss.ts';
import type { LossConfig } from './loss.ts';
import { commonFields } from './reduced-loss.ts';

/**
 * Of each sample, the mean over the last axis of ŷ − y log(ŷ + 1e-7): −log of the probability of the count y under a Poisson
 * law of mean ŷ, without the term log y!, which no prediction changes.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { losses } from '@bernoulli/api';
 * new losses.Poisson().name; // => 'poisson'
 * ```
 */
export class Poisson extends ElementLoss {
  readonly className = 'Poisson';

  constructor(config: LossConfig = {}) {
    super(readConfig('Poisson', config, commonFields('poisson')));
  }

  protected element(y: Tensor, p: Tensor): Tensor {
    return p.sub(p.add(EPSILON).log().mul(y));
  }
}

/** How little of two sets is in both, with a price for each kind of error. */
import { number, readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { EPSILON } from './clip-probability.ts';
import { overlapFields, OverlapLoss, type OverlapConfig } from './overlap-loss.ts';

export interface TverskyConfig extends OverlapConfig {
  /** The price α of what is missed: Σ y·(1 − ŷ). Default 0.5. */
  readonly alpha?: number;
  /** The price β of false alarms: Σ (1 − y)·ŷ. Default 0.5. */
  readonly beta?: number;
}

const fields = { alpha: number(0.5), beta: number(0.5), ...overlapFields('tversky') };

/**
 * 1 − t / (t + α Σ y·(1 − ŷ) + β Σ (1 − y)·ŷ + 1e-7) with t = Σ yŷ, over the whole batch or over the axes given. As in Keras,
 * α weighs what is missed. With α = β = ½ it is the Dice loss.
 * Source: S. Salehi, D. Erdogmus, A. Gholipour, arXiv:1706.05721.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { losses } from '@bernoulli/api';
 * new losses.Tversky({ alpha: 0.7, beta: 0.3 }).alpha; // => 0.7
 * ```
 */
export class Tversky extends OverlapLoss {
  readonly className = 'Tversky';
  readonly alpha: number;
  readonly beta: number;

  constructor(config: TverskyConfig = {}) {
    const values = readConfig('Tversky', config, fields);
    super(values, fields);
    this.alpha = values.alpha;
    this.beta = values.beta;
  }

  protected overlap(y: Tensor, p: Tensor, size: (x: Tensor) => Tensor): Tensor {
    const both = size(y.mul(p));
    const missed = size(y.mul(p.subFrom(1))).mul(this.alpha);
    const wrong = size(p.mul(y.subFrom(1))).mul(this.beta);
    return both.div(both.add(missed).add(wrong).add(EPSILON)).subFrom(1);
  }
}

/** How little of two sets is in both. */
import { readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { EPSILON } from './clip-probability.ts';
import { overlapFields, OverlapLoss, type OverlapConfig } from './overlap-loss.ts';

export type DiceConfig = OverlapConfig;

const fields = overlapFields('dice');

/**
 * 1 − 2 Σ yŷ / (Σ y + Σ ŷ + 1e-7), over the whole batch or over the axes given.
 * Source: F. Milletari, N. Navab, S.-A. Ahmadi, "V-Net" (2016).
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { losses } from '@bernoulli/api';
 * new losses.Dice({ axis: [1, 2, 3] }).axis; // => [1, 2, 3]
 * ```
 */
export class Dice extends OverlapLoss {
  readonly className = 'Dice';

  constructor(config: DiceConfig = {}) {
    super(readConfig('Dice', config, fields), fields);
  }

  protected overlap(y: Tensor, p: Tensor, size: (x: Tensor) => Tensor): Tensor {
    const both = size(y.mul(p));
    return both
      .mul(2)
      .div(size(y).add(size(p)).add(EPSILON))
      .subFrom(1);
  }
}

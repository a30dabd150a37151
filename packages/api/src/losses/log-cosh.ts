/** The logarithm of the hyperbolic cosine of the error. */
import { readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { ElementLoss } from './element-loss.ts';
import type { LossConfig } from './loss.ts';
import { commonFields } from './reduced-loss.ts';

/**
 * Of each sample, the mean over the last axis of log cosh(ŷ − y), in the form |d| + log(1 + e^−2|d|) − log 2, which never
 * overflows: d² / 2 for small differences d, |d| − log 2 for large ones.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { losses } from '@bernoulli/api';
 * new losses.LogCosh({ reduction: 'sum' }).reduction; // => 'sum'
 * ```
 */
export class LogCosh extends ElementLoss {
  readonly className = 'LogCosh';

  constructor(config: LossConfig = {}) {
    super(readConfig('LogCosh', config, commonFields('logCosh')));
  }

  protected element(y: Tensor, p: Tensor): Tensor {
    const size = p.sub(y).abs();
    return size.add(size.mul(-2).exp().log1p()).sub(Math.LN2);
  }
}

/** A cross-entropy that forgives wrong labels. */
import { field, readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { alignClasses } from './align.ts';
import { isClass } from './is-class.ts';
import type { LossConfig } from './loss.ts';
import { commonFields, ReducedLoss } from './reduced-loss.ts';

export interface CategoricalGeneralizedCrossEntropyConfig extends LossConfig {
  /** q in (0, 1): near 0 it is the cross-entropy, near 1 the absolute error. Default 0.5. */
  readonly q?: number;
}

const fields = {
  q: field<number>('be above 0 and below 1', (x) => typeof x === 'number' && x > 0 && x < 1, 0.5),
  ...commonFields('categoricalGeneralizedCrossEntropy'),
};

/** Far below all that counts, and still a normal number: the slope of p^q at 0 is infinite. */
const LEAST = 1e-37;

/**
 * Of each sample, (1 − p^q) / q, where p is the predicted probability of its class. Labels are class numbers, `i32` of the shape
 * of the prediction without its last axis.
 * Source: Z. Zhang, M. Sabuncu, arXiv:1805.07836.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { losses } from '@bernoulli/api';
 * new losses.CategoricalGeneralizedCrossEntropy({ q: 0.7 }).labels; // => 'classes'
 * ```
 */
export class CategoricalGeneralizedCrossEntropy extends ReducedLoss {
  readonly className = 'CategoricalGeneralizedCrossEntropy';
  readonly labels = 'classes';
  readonly q: number;

  constructor(config: CategoricalGeneralizedCrossEntropyConfig = {}) {
    const values = readConfig('CategoricalGeneralizedCrossEntropy', config, fields);
    super(values, fields);
    this.q = values.q;
  }

  perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    const classes = alignClasses(this.className, yTrue, yPred);
    const p = yPred.where(isClass(classes, yPred.shape.at(-1)!), 0).sum(-1);
    return p.maximum(LEAST).pow(this.q).subFrom(1).div(this.q);
  }
}

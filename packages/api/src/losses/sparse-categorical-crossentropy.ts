/** Cross-entropy between class numbers and class probabilities. */
import { flag, integer, nullable, readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { alignClasses } from './align.ts';
import { isClass } from './is-class.ts';
import { logProbabilities } from './log-probabilities.ts';
import type { LossConfig } from './loss.ts';
import { commonFields, ReducedLoss } from './reduced-loss.ts';

export interface SparseCategoricalCrossentropyConfig extends LossConfig {
  /** The prediction holds logits, not probabilities. Default `false`. */
  readonly fromLogits?: boolean;
  /** Samples of this class do not count: no loss, no gradient, no share in the divisor. Default `null`. */
  readonly ignoreClass?: number | null;
}

const fields = {
  fromLogits: flag(false),
  ignoreClass: nullable(integer()),
  ...commonFields('sparseCategoricalCrossentropy'),
};

/**
 * Of each sample, −log p_c, where c is its class and p the predicted probabilities, divided by their sum and clipped to
 * [1e-7, 1 − 1e-7]. Labels are class numbers, `i32` of the shape of the prediction without its last axis. A class number
 * outside the axis has no loss.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { losses } from '@bernoulli/api';
 * new losses.SparseCategoricalCrossentropy({ fromLogits: true }).labels; // => 'classes'
 * ```
 */
export class SparseCategoricalCrossentropy extends ReducedLoss {
  readonly className = 'SparseCategoricalCrossentropy';
  readonly labels = 'classes';
  readonly fromLogits: boolean;
  readonly ignoreClass: number | null;

  constructor(config: SparseCategoricalCrossentropyConfig = {}) {
    const values = readConfig('SparseCategoricalCrossentropy', config, fields);
    super(values, fields);
    this.fromLogits = values.fromLogits;
    this.ignoreClass = values.ignoreClass;
  }

  perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    const classes = alignClasses(this.className, yTrue, yPred);
    const hit = isClass(classes, yPred.shape.at(-1)!);
    // A selection, not a product with 0 and 1: the other log-probabilities may be −∞.
    const losses = logProbabilities(yPred, this.fromLogits).where(hit, 0).sum(-1).neg();
    const counted = this.counted(yTrue, yPred);
    return counted === null ? losses : losses.where(counted, 0);
  }

  protected override counted(yTrue: Tensor, yPred: Tensor): Tensor | null {
    return this.ignoreClass === null ? null : alignClasses(this.className, yTrue, yPred).notEqual(this.ignoreClass);
  }
}

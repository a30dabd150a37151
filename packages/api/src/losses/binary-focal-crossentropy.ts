/** Cross-entropy of yes-or-no answers that dwells on the hard ones. */
import { atLeast, flag, rate, readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { binaryLogLikelihood } from './binary-log-likelihood.ts';
import { ElementLoss } from './element-loss.ts';
import { smoothed, smoothedFields, type SmoothedConfig } from './label-smoothing.ts';

export interface BinaryFocalCrossentropyConfig extends SmoothedConfig {
  /** Whether answers are weighed, yes with α and no with 1 − α. Default `false`. */
  readonly applyClassBalancing?: boolean;
  /** α in [0, 1]. Default 0.25. */
  readonly alpha?: number;
  /** γ ≥ 0: how much less what is nearly right counts. Default 2. */
  readonly gamma?: number;
}

const fields = {
  applyClassBalancing: flag(false),
  alpha: rate(0.25),
  gamma: atLeast(0, 2),
  ...smoothedFields('binaryFocalCrossentropy'),
};

/**
 * Of each sample, the mean over the last axis of the binary cross-entropy times (1 − q)^γ, where q = yp + (1 − y)(1 − p) is the
 * probability that the prediction gave to the answer.
 * Source: T.-Y. Lin et al., "Focal loss for dense object detection", arXiv:1708.02002.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { losses } from '@bernoulli/api';
 * new losses.BinaryFocalCrossentropy({ gamma: 1.5 }).gamma; // => 1.5
 * ```
 */
export class BinaryFocalCrossentropy extends ElementLoss {
  readonly className = 'BinaryFocalCrossentropy';
  readonly labelRange = [0, 1] as const;
  readonly applyClassBalancing: boolean;
  readonly alpha: number;
  readonly gamma: number;
  readonly fromLogits: boolean;
  readonly labelSmoothing: number;

  constructor(config: BinaryFocalCrossentropyConfig = {}) {
    const values = readConfig('BinaryFocalCrossentropy', config, fields);
    super(values, fields);
    this.applyClassBalancing = values.applyClassBalancing;
    this.alpha = values.alpha;
    this.gamma = values.gamma;
    this.fromLogits = values.fromLogits;
    this.labelSmoothing = values.labelSmoothing;
  }

  protected element(given: Tensor, yPred: Tensor): Tensor {
    const y = smoothed(given, this.labelSmoothing, 2);
    const p = this.fromLogits ? yPred.sigmoid() : yPred;
    const missed = mixed(y, p.subFrom(1), p);
    const loss = missed.pow(this.gamma).mul(binaryLogLikelihood(y, p)).neg();
    return this.applyClassBalancing ? loss.mul(y.mul(2 * this.alpha - 1).add(1 - this.alpha)) : loss;
  }
}

/** y·a + (1 − y)·b. */
function mixed(y: Tensor, a: Tensor, b: Tensor): Tensor {
  return y.mul(a).add(y.subFrom(1).mul(b));
}

/** Cross-entropy of independent yes-or-no answers. */
import { softplus } from '../activations/softplus.ts';
import { readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { alignValues } from './align.ts';
import { binaryLogLikelihood } from './binary-log-likelihood.ts';
import { smoothed, smoothedFields, type SmoothedConfig } from './label-smoothing.ts';
import { ReducedLoss } from './reduced-loss.ts';

export type BinaryCrossentropyConfig = SmoothedConfig;

const fields = smoothedFields('binaryCrossentropy');

/**
 * Of each sample, the mean over the last axis of −y log p − (1 − y) log(1 − p), with p clipped to [1e-7, 1 − 1e-7]; of
 * logits z the same thing in the form log(1 + eᶻ) − y·z, which never overflows.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { losses } from '@bernoulli/api';
 * new losses.BinaryCrossentropy({ fromLogits: true }).fromLogits; // => true
 * ```
 */
export class BinaryCrossentropy extends ReducedLoss {
  readonly className = 'BinaryCrossentropy';
  readonly labels = 'values';
  readonly labelRange = [0, 1] as const;
  readonly fromLogits: boolean;
  readonly labelSmoothing: number;

  constructor(config: BinaryCrossentropyConfig = {}) {
    const values = readConfig('BinaryCrossentropy', config, fields);
    super(values, fields);
    this.fromLogits = values.fromLogits;
    this.labelSmoothing = values.labelSmoothing;
  }

  perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    const y = smoothed(alignValues(this.className, yTrue, yPred), this.labelSmoothing, 2);
    if (this.fromLogits) return softplus(yPred).sub(yPred.mul(y)).mean(-1);
    return binaryLogLikelihood(y, yPred).mean(-1).neg();
  }
}

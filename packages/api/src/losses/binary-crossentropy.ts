/** Cross-entropy of independent yes-or-no answers. */
import { softplusTail } from '../activations/softplus.ts';
import { readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { alignValues } from './align.ts';
import { binaryLogLikelihood } from './binary-log-likelihood.ts';
import { smoothed, smoothedFields, type SmoothedConfig } from './label-smoothing.ts';
import { ReducedLoss } from './reduced-loss.ts';

export type BinaryCrossentropyConfig = SmoothedConfig;

const fields = smoothedFields('binaryCrossentropy');

/**
 * Of each sample, the mean over the last axis of −y log p − (1 − y) log(1 − p), with p clipped to [1e-7, 1 − 1e-7] (as in
 * Keras: the bounds are `f32` numbers, and there is no gradient beyond them); of logits z the same thing unclipped, log(1 + eᶻ) − y·z,
 * in a form that never overflows.
 *
 * Where p is the output of a sigmoid, both logarithms are taken of what went into it: loss and gradient are what `f64` says,
 * to the digits of `f32`, also where p itself is rounded to 0 or 1.
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
    if (this.fromLogits) return ofLogits(y, yPred).mean(-1);
    return binaryLogLikelihood(y, yPred).mean(-1).neg();
  }
}

/** (max(z, 0) − y·z) + log(1 + e^−|z|): in the first two what is large goes, of the value as of the gradient, before the tail is added. */
function ofLogits(y: Tensor, z: Tensor): Tensor {
  const tail = softplusTail(z);
  return z.maximum(0).sub(z.mul(y)).add(tail);
}

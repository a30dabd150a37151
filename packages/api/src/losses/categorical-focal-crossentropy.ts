/** Cross-entropy over classes that dwells on the hard samples. */
import { atLeast, field, readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { alignValues } from './align.ts';
import { smoothed, smoothedFields, type SmoothedConfig } from './label-smoothing.ts';
import { classProbabilities } from './log-probabilities.ts';
import { ReducedLoss } from './reduced-loss.ts';

export interface CategoricalFocalCrossentropyConfig extends SmoothedConfig {
  /** The weight α of every class, or one for each. Default 0.25. */
  readonly alpha?: number | readonly number[];
  /** γ ≥ 0: how much less what is nearly right counts. Default 2. */
  readonly gamma?: number;
}

const isWeight = (x: unknown): boolean => Number.isFinite(x) && (x as number) >= 0;
const fields = {
  alpha: field<number | readonly number[]>(
    'be a finite number of at least 0, or one for each class',
    (x) => (Array.isArray(x) ? x.length > 0 && x.every(isWeight) : isWeight(x)),
    0.25,
  ),
  gamma: atLeast(0, 2),
  ...smoothedFields('categoricalFocalCrossentropy'),
};

/**
 * Of each sample, −Σ α (1 − p)^γ y log p over the classes, with p the predicted probabilities, divided by their sum and clipped
 * to [1e-7, 1 − 1e-7]. Labels are distributions (one-hot, or soft) of the shape of the prediction.
 * Source: T.-Y. Lin et al., "Focal loss for dense object detection", arXiv:1708.02002.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { losses } from '@bernoulli/api';
 * new losses.CategoricalFocalCrossentropy({ alpha: [0.5, 1, 1] }).alpha; // => [0.5, 1, 1]
 * ```
 */
export class CategoricalFocalCrossentropy extends ReducedLoss {
  readonly className = 'CategoricalFocalCrossentropy';
  readonly labels = 'values';
  readonly labelRange = [0, 1] as const;
  readonly alpha: number | readonly number[];
  readonly gamma: number;
  readonly fromLogits: boolean;
  readonly labelSmoothing: number;

  constructor(config: CategoricalFocalCrossentropyConfig = {}) {
    const values = readConfig('CategoricalFocalCrossentropy', config, fields);
    super(values, fields);
    this.alpha = values.alpha;
    this.gamma = values.gamma;
    this.fromLogits = values.fromLogits;
    this.labelSmoothing = values.labelSmoothing;
  }

  perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    const { alpha } = this;
    const y = smoothed(alignValues(this.className, yTrue, yPred), this.labelSmoothing, yPred.shape.at(-1)!);
    const p = classProbabilities(this.fromLogits ? yPred.softmax() : yPred);
    const weight = p.subFrom(1).pow(this.gamma).mul(y);
    const weighted = weight.mul(typeof alpha === 'number' ? alpha : y.constant(Float32Array.from(alpha)));
    return weighted.mul(p.log()).sum(-1).neg();
  }
}

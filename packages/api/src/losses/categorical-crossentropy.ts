/** Cross-entropy between two distributions over classes. */
import { readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { alignValues } from './align.ts';
import { logProbabilities } from './log-probabilities.ts';
import { smoothed, smoothedFields, type SmoothedConfig } from './label-smoothing.ts';
import { ReducedLoss } from './reduced-loss.ts';

export type CategoricalCrossentropyConfig = SmoothedConfig;

const fields = smoothedFields('categoricalCrossentropy');

/**
 * Of each sample, −Σ yᵢ log pᵢ over the classes, with p the predicted probabilities, divided by their sum and clipped to
 * [1e-7, 1 − 1e-7]. Labels are distributions (one-hot, or soft) of the shape of the prediction.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { losses } from '@bernoulli/api';
 * new losses.CategoricalCrossentropy({ labelSmoothing: 0.1 }).labels; // => 'values'
 * ```
 */
export class CategoricalCrossentropy extends ReducedLoss {
  readonly className = 'CategoricalCrossentropy';
  readonly labels = 'values';
  readonly labelRange = [0, 1] as const;
  readonly fromLogits: boolean;
  readonly labelSmoothing: number;

  constructor(config: CategoricalCrossentropyConfig = {}) {
    const values = readConfig('CategoricalCrossentropy', config, fields);
    super(values, fields);
    this.fromLogits = values.fromLogits;
    this.labelSmoothing = values.labelSmoothing;
  }

  perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    const given = alignValues(this.className, yTrue, yPred);
    const labels = smoothed(given, this.labelSmoothing, yPred.shape.at(-1)!);
    return logProbabilities(yPred, this.fromLogits).mul(labels).sum(-1).neg();
  }
}

/** Cross-entropy between two distributions over classes. */
import { flag, plainConfig, rate, readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { alignValues } from './align.ts';
import { logProbabilities } from './log-probabilities.ts';
import type { LossConfig } from './loss.ts';
import { commonFields, ReducedLoss } from './reduced-loss.ts';

export interface CategoricalCrossentropyConfig extends LossConfig {
  /** The prediction holds logits, not probabilities. Default `false`. */
  readonly fromLogits?: boolean;
  /** s in [0, 1]: labels y become y·(1 − s) + s / classes. Default 0. */
  readonly labelSmoothing?: number;
}

const fields = { fromLogits: flag(false), labelSmoothing: rate(0), ...commonFields('categoricalCrossentropy') };

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
    super(values);
    this.fromLogits = values.fromLogits;
    this.labelSmoothing = values.labelSmoothing;
  }

  perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    const s = this.labelSmoothing;
    const given = alignValues(this.className, yTrue, yPred);
    const labels = s === 0 ? given : given.mul(1 - s).add(s / yPred.shape.at(-1)!);
    return logProbabilities(yPred, this.fromLogits).mul(labels).sum(-1).neg();
  }

  override getConfig(): Record<string, unknown> {
    return plainConfig(fields, this);
  }
}

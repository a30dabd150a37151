/** Cross-entropy of independent yes-or-no answers. */
import { softplus } from '../activations/softplus.ts';
import { flag, plainConfig, rate, readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { alignValues } from './align.ts';
import { clipProbability } from './clip-probability.ts';
import type { LossConfig } from './loss.ts';
import { commonFields, ReducedLoss } from './reduced-loss.ts';

export interface BinaryCrossentropyConfig extends LossConfig {
  /** The prediction holds logits, not probabilities. Default `false`. */
  readonly fromLogits?: boolean;
  /** s in [0, 1]: labels y become y·(1 − s) + s / 2. Default 0. */
  readonly labelSmoothing?: number;
}

const fields = { fromLogits: flag(false), labelSmoothing: rate(0), ...commonFields('binaryCrossentropy') };

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
    super(values);
    this.fromLogits = values.fromLogits;
    this.labelSmoothing = values.labelSmoothing;
  }

  perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    const s = this.labelSmoothing;
    const given = alignValues(this.className, yTrue, yPred);
    const y = s === 0 ? given : given.mul(1 - s).add(s / 2);
    if (this.fromLogits) return softplus(yPred).sub(yPred.mul(y)).mean(-1);
    const p = clipProbability(yPred);
    return p
      .log()
      .mul(y)
      .add(p.subFrom(1).log().mul(y.subFrom(1)))
      .mean(-1)
      .neg();
  }

  override getConfig(): Record<string, unknown> {
    return plainConfig(fields, this);
  }
}

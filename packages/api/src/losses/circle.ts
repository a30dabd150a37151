/** Embeddings of one class together, those of others apart. */
import { softplus } from '../activations/softplus.ts';
import { flag, number, positive, readConfig } from '../ir/config/index.ts';
import { fail, printShape } from '../ir/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { alignClasses } from './align.ts';
import { LOG_ZERO, logSumExp } from './log-sum-exp.ts';
import type { LossConfig } from './loss.ts';
import { commonFields, ReducedLoss } from './reduced-loss.ts';

export interface CircleConfig extends LossConfig {
  /** γ > 0, the scale of the similarities. Default 80. */
  readonly gamma?: number;
  /** m: how far from the best a similarity may stay. Default 0.4. */
  readonly margin?: number;
  /** Whether a sample is no partner of itself. Default `true`. */
  readonly removeDiagonal?: boolean;
}

const fields = {
  gamma: positive(80),
  margin: number(0.4),
  removeDiagonal: flag(true),
  ...commonFields('circle'),
};

/**
 * Of each sample, log(1 + Σ e^(−γ (m + d)₊ (m − d)) · Σ e^(γ (1 + m − d)₊ (1 − m − d))) with d = (1 − cos)₊: the first sum goes over
 * the samples of the batch with its label, the second over the others. A sample that lacks either does not count.
 * Predictions are embeddings `[batch, size]` of length 1, labels whole numbers from 0 up, one a row.
 * Source: Y. Sun et al., "Circle loss", arXiv:2002.10857.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { losses } from '@bernoulli/api';
 * new losses.Circle({ gamma: 64 }).gamma; // => 64
 * ```
 */
export class Circle extends ReducedLoss {
  readonly className = 'Circle';
  readonly labels = 'classes';
  readonly classCount = 2 ** 31;
  readonly gamma: number;
  readonly margin: number;
  readonly removeDiagonal: boolean;

  constructor(config: CircleConfig = {}) {
    const values = readConfig('Circle', config, fields);
    super(values, fields);
    this.gamma = values.gamma;
    this.margin = values.margin;
    this.removeDiagonal = values.removeDiagonal;
  }

  perSample(yTrue: Tensor, yPred: Tensor, counts?: Tensor): Tensor {
    const { gamma, margin: m } = this;
    const { positive, negative } = this.#partners(yTrue, yPred, counts);
    const d = yPred.matMul(yPred, { transposeB: true }).subFrom(1).maximum(0);
    const near = d.add(m).maximum(0).mul(d.sub(m)).mul(gamma);
    const far = d
      .subFrom(1 + m)
      .maximum(0)
      .mul(d.subFrom(1 - m))
      .mul(gamma);
    return softplus(logSumExp(near.where(positive, LOG_ZERO)).add(logSumExp(far.where(negative, LOG_ZERO))));
  }

  protected override counted(yTrue: Tensor, yPred: Tensor): Tensor {
    const { positive, negative } = this.#partners(yTrue, yPred);
    return positive.cast('f32').max(-1).add(negative.cast('f32').max(-1)).greater(1.5);
  }

  /** `bool [batch, batch]`: which samples have the label of which, and which another. */
  #partners(yTrue: Tensor, yPred: Tensor, counts?: Tensor): { positive: Tensor; negative: Tensor } {
    if (yPred.rank !== 2)
      fail('SHAPE', {
        who: this.className,
        what: 'predictions must be embeddings [batch, size]',
        received: printShape(yPred.shape),
      });
    const labels = alignClasses(this.className, yTrue, yPred);
    const rows = labels.shape[0]!;
    const place = labels.constant(Int32Array.from({ length: rows }, (_, i) => i));
    const same = labels.reshape([rows, 1]).equal(labels);
    const other = place.reshape([rows, 1]).notEqual(place);
    const there = counts?.greater(0);
    const among = (pairs: Tensor): Tensor => (there === undefined ? pairs : pairs.and(there));
    return { positive: among(this.removeDiagonal ? same.and(other) : same), negative: among(same.not()) };
  }
}

/** Sequences of labels without their places in time. */
import { nullable, readConfig, whole } from '../ir/config/index.ts';
import { fail, printShape, type Shape } from '../ir/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { LOG_ZERO, logSumExp } from './log-sum-exp.ts';
import type { LossConfig } from './loss.ts';
import { commonFields, ReducedLoss } from './reduced-loss.ts';

export interface CTCConfig extends LossConfig {
  /** Room for so many labels in a sample, which memory and time grow with. Default `null`: one for each point in time. */
  readonly maxLabels?: number | null;
}

const fields = { maxLabels: nullable(whole(1)), ...commonFields('ctc') };

/**
 * Of each sample, −log of the probability that its labels are read, summed over all ways to spread them over time with blanks
 * between (connectionist temporal classification). Predictions are logits `[batch, time, classes]`, labels class numbers
 * `i32 [batch, length]` from 1 up; class 0 is the blank, and fills up labels that are shorter. Labels that time does not suffice
 * for, one point for each and one more between equal neighbours, have a loss of about 1e30.
 *
 * The sum is written out over time: about 20 nodes of `[batch, 2·length + 1]` for each point, and twice as many for its gradient.
 * Source: A. Graves et al., "Connectionist temporal classification" (ICML 2006).
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { losses } from '@bernoulli/api';
 * new losses.CTC({ maxLabels: 16 }).labelLength([8, 100, 28]); // => 16
 * ```
 */
export class CTC extends ReducedLoss {
  readonly className = 'CTC';
  readonly labels = 'classes';
  readonly maxLabels: number | null;

  constructor(config: CTCConfig = {}) {
    const values = readConfig('CTC', config, fields);
    super(values, fields);
    this.maxLabels = values.maxLabels;
  }

  labelLength(output: Shape): number {
    return this.maxLabels ?? output[1]!;
  }

  perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    const [batch, time, classes] = yPred.shape;
    if (yPred.rank !== 3 || yTrue.rank !== 2 || yTrue.shape[0] !== batch)
      fail('SHAPE', {
        who: this.className,
        what: 'needs logits [batch, time, classes] and labels [batch, length]',
        received: `${printShape(yPred.shape)} and ${printShape(yTrue.shape)}`,
      });
    const labels = yTrue.cast('i32');
    const length = labels.shape[1]!;
    const size = 2 * length + 1;
    // Labels with blanks around them: 0 a 0 b 0.
    const path = labels
      .reshape([batch!, length, 1])
      .pad([0, 0, 1], [0, 0, 0])
      .reshape([batch!, 2 * length])
      .pad([0, 0], [0, 1]);
    const place = labels.constant(Int32Array.from({ length: size }, (_, i) => i));
    const emitted = yPred.logSoftmax().matMul(path.oneHot(classes!), { transposeB: true });
    const at = (t: number): Tensor => emitted.slice([0, t, 0], [batch!, 1, size]).reshape([batch!, size]);
    // Two labels may follow each other without a blank between, unless they are the same.
    const skips = path.notEqual(0).and(path.notEqual(later(path, 2, 0)));

    /** log of the probability of all ways that are at a place of the path now. */
    let reached = at(0).where(place.less(2), LOG_ZERO);
    for (let t = 1; t < time!; t++) {
      const one = later(reached, 1, LOG_ZERO);
      const two = later(reached, 2, LOG_ZERO).where(skips, LOG_ZERO);
      const top = reached.maximum(one).maximum(two).stopGradient();
      const sum = [reached, one, two].map((x) => x.sub(top).exp()).reduce((a, b) => a.add(b));
      reached = sum.log().add(top).add(at(t));
    }
    const last = labels.notEqual(0).cast('i32').sum(-1, true).mul(2);
    return logSumExp(reached.where(place.equal(last).or(place.equal(last.sub(1))), LOG_ZERO)).neg();
  }
}

/** What stood `by` places earlier on the path, with `start` before its beginning. */
function later(x: Tensor, by: number, start: number): Tensor {
  return x.pad([0, by], [0, 0], start).slice([0, 0], x.shape);
}

/** What Dice and Tversky share: labels and predictions as sets, counted over some axes or over a whole batch. */
import { axes, nullable, type AnyFields } from '../ir/config/index.ts';
import { resolveAxis } from '../ir/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { alignValues } from './align.ts';
import type { LossConfig } from './loss.ts';
import { commonFields, ReducedLoss } from './reduced-loss.ts';
import { fitWeight } from './sample-weight.ts';

export interface OverlapConfig extends LossConfig {
  /** The axes that are summed over: `[1, 2, 3]` for a loss of each image. Default `null`: all, one loss of the batch. */
  readonly axis?: number | readonly number[] | null;
}

/** The fields of {@link OverlapConfig}. */
export function overlapFields(name: string) {
  return { axis: nullable(axes()), ...commonFields(name) };
}

/** A new loss of this kind says what follows from labels and predictions as sets. */
export abstract class OverlapLoss extends ReducedLoss {
  readonly labels = 'values';
  readonly axis: number | readonly number[] | null;

  constructor(values: Required<OverlapConfig>, fields: AnyFields) {
    super(values, fields);
    this.axis = values.axis;
  }

  /** The loss; `size` sums over the axes. */
  protected abstract overlap(y: Tensor, p: Tensor, size: (x: Tensor) => Tensor): Tensor;

  isOfBatch(rank: number): boolean {
    const { axis } = this;
    return axis === null || [axis].flat().some((one) => resolveAxis(one, rank, this.className) === 0);
  }

  perSample(yTrue: Tensor, yPred: Tensor, counts?: Tensor): Tensor {
    const weight = counts === undefined ? null : fitWeight(this.className, counts, yPred);
    const size = (x: Tensor): Tensor => (weight === null ? x : x.mul(weight)).sum(this.axis ?? undefined);
    return this.overlap(alignValues(this.className, yTrue, yPred), yPred, size);
  }
}

/** Turns the losses of the samples into the loss of the batch. */
import { sizeOf } from '../ir/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import type { Reduction } from './loss.ts';
import { fitWeight } from './sample-weight.ts';

/** What a reduction works on. */
export interface Weighing {
  readonly who: string;
  readonly reduction: Reduction;
  /** One loss per sample; 0 where it does not count. */
  readonly losses: Tensor;
  readonly sampleWeight?: Tensor | undefined;
  /** Which losses count, `null` for all. */
  readonly counted: Tensor | null;
}

/**
 * Σ wᵢ lᵢ divided as the reduction says. Losses that do not count leave the divisor too; a divisor of 0 gives 0.
 */
export function reduceLosses({ who, reduction, losses, sampleWeight, counted }: Weighing): Tensor {
  const weight = sampleWeight === undefined ? null : fitWeight(who, sampleWeight, losses);
  const weighted = weight === null ? losses : losses.mul(weight);
  if (reduction === 'none') return weighted;
  const sum = weighted.sum();
  if (reduction === 'sum') return sum;
  const ones = counted?.cast('f32') ?? null;
  if (reduction === 'meanWithSampleWeight' && weight !== null) {
    const all = weight.broadcastTo(losses.shape);
    const total = (ones === null ? all : all.mul(ones)).sum();
    return sum.div(total.where(total.notEqual(0), 1));
  }
  return sum.div(ones === null ? Math.max(1, sizeOf(losses.shape)) : ones.sum().maximum(1));
}

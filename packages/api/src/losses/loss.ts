/** What a loss is: a graph function of labels and predictions. */
import type { Shape } from '../ir/index.ts';
import type { Tensor } from '../tracing/tensor.ts';

/**
 * How the losses of the samples become one number: their weighted sum divided by how many there are (the weights do not
 * change the divisor), the weighted sum, each by itself, the same as the first, or the weighted sum divided by the sum of the weights.
 */
export type Reduction = 'sumOverBatchSize' | 'sum' | 'none' | 'mean' | 'meanWithSampleWeight';

/** What every loss can be told. */
export interface LossConfig {
  readonly reduction?: Reduction;
  readonly name?: string;
}

/** A function to minimise. */
export interface Loss {
  readonly className: string;
  readonly name: string;
  /** `classes`: whole class numbers, `i32 [batch]`. `values`: `f32` of the shape of the prediction. */
  readonly labels: 'classes' | 'values';
  /** Lowest and highest label that means anything, for `values` that are probabilities. */
  readonly labelRange?: readonly [low: number, high: number];
  /** Whether predictions are logits, for a loss that takes probabilities otherwise. */
  readonly fromLogits?: boolean;
  /** For `classes` that are not those of the last axis: how many there are. */
  readonly classCount?: number;
  /** For `classes` that are sequences `i32 [batch, length]`, filled up with 0: the length beside such an output. */
  labelLength?(output: Shape): number;
  /** Whether an output of so many axes has one loss for the whole batch; the axes of `perSample` are then no samples. */
  isOfBatch?(rank: number): boolean;
  /**
   * The loss of each sample: a mean or a sum over the last axis, of shape `yPred.shape[:-1]`. Only a loss in which samples
   * meet looks at `counts`, `f32 [batch]`: 0 for rows that only fill the batch.
   */
  perSample(yTrue: Tensor, yPred: Tensor, counts?: Tensor): Tensor;
  /** The losses weighted and reduced as the config says: a scalar, unless the reduction is `none`. */
  call(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): Tensor;
  getConfig(): Record<string, unknown>;
}

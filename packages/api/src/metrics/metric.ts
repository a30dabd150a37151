/** What a metric is: statistics of a batch that add up, and a number made of their sums. */
import type { Tensor } from '../tracing/tensor.ts';

/**
 * A figure to watch. The graph yields a few numbers per batch; the host adds them up in double precision over the
 * batches and asks for the result, so that it does not depend on how the data was cut into batches.
 */
export interface Metric {
  readonly className: string;
  /** The key under which the figure is reported. */
  readonly name: string;
  /** `classes`: whole class numbers, `i32 [batch]`. `values`: `f32` of the shape of the prediction. `any`: either. */
  readonly labels: 'classes' | 'values' | 'any';
  /** `f32` scalars or small arrays that add up over batches. */
  statistics(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): Record<string, Tensor>;
  /** The figure, from the sums of the statistics; several are reported as `name0`, `name1`, …. */
  result(sums: Readonly<Record<string, Float64Array>>): number | readonly number[];
  getConfig(): Record<string, unknown>;
}

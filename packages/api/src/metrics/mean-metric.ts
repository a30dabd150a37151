/** What most metrics are: the weighted mean of a value per sample, or per element. */
import { sizeOf } from '../ir/index.ts';
import { fitWeight } from '../losses/sample-weight.ts';
import type { Tensor } from '../tracing/tensor.ts';
import type { Metric } from './metric.ts';

/** Σ wᵢ vᵢ / Σ wᵢ over all batches; 0 where the weights sum to 0. A new metric of this kind extends this and says the values. */
export abstract class MeanMetric implements Metric {
  abstract readonly className: string;
  abstract readonly labels: 'classes' | 'values' | 'any';
  readonly name: string;

  constructor({ name }: { readonly name: string }) {
    this.name = name;
  }

  /** What to average: `f32`, the samples along the first axis. */
  protected abstract values(yTrue: Tensor, yPred: Tensor): Tensor;

  statistics(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): Record<string, Tensor> {
    const values = this.values(yTrue, yPred);
    const size = sizeOf(values.shape);
    if (sampleWeight === undefined) return { total: values.sum(), count: values.constant(Float32Array.of(size), []) };
    const weight = fitWeight(this.className, sampleWeight, values);
    // A weight counts once for each value that it weighs.
    const each = size / Math.max(1, sizeOf(weight.shape));
    const count = weight.sum();
    return { total: values.mul(weight).sum(), count: each === 1 ? count : count.mul(each) };
  }

  result(sums: Readonly<Record<string, Float64Array>>): number {
    const count = sums['count']![0]!;
    return count === 0 ? 0 : sums['total']![0]! / count;
  }

  getConfig(): Record<string, unknown> {
    return { name: this.name };
  }
}

/** What every metric can be told. */
export interface MetricConfig {
  /** The key under which the figure is reported. */
  readonly name?: string;
}

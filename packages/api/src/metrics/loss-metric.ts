/** A loss watched as a metric. */
import type { Loss } from '../losses/loss.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { MeanMetric } from './mean-metric.ts';

/** The weighted mean of a loss per sample. Unlike the loss itself it divides by the sum of the weights. */
export abstract class LossMetric extends MeanMetric {
  readonly loss: Loss;

  constructor(loss: Loss) {
    super(loss);
    this.loss = loss;
  }

  get labels(): 'classes' | 'values' {
    return this.loss.labels;
  }

  protected values(yTrue: Tensor, yPred: Tensor): Tensor {
    return this.loss.perSample(yTrue, yPred);
  }

  override getConfig(): Record<string, unknown> {
    const { reduction: _, ...config } = this.loss.getConfig();
    return config;
  }
}

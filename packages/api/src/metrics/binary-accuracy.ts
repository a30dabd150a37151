/** How often a probability is on the right side of a threshold. */
import { number, plainConfig, readConfig, text } from '../ir/config/index.ts';
import { alignValues } from '../losses/align.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { MeanMetric, type MetricConfig } from './mean-metric.ts';

export interface BinaryAccuracyConfig extends MetricConfig {
  /** Above it the answer is 1, at or below it 0. Default 0.5. */
  readonly threshold?: number;
}

const fields = { threshold: number(0.5), name: text('binaryAccuracy') };

/**
 * The share of elements with y = [ŷ > threshold].
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.BinaryAccuracy({ threshold: 0.3 }).threshold; // => 0.3
 * ```
 */
export class BinaryAccuracy extends MeanMetric {
  readonly className = 'BinaryAccuracy';
  readonly labels = 'values';
  readonly threshold: number;

  constructor(config: BinaryAccuracyConfig = {}) {
    const values = readConfig('BinaryAccuracy', config, fields);
    super(values);
    this.threshold = values.threshold;
  }

  protected values(yTrue: Tensor, yPred: Tensor): Tensor {
    const answer = yPred.greater(this.threshold).cast('f32');
    return alignValues(this.className, yTrue, yPred).equal(answer).cast('f32');
  }

  override getConfig(): Record<string, unknown> {
    return plainConfig(fields, this);
  }
}

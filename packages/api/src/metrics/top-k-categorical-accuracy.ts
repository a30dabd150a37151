/** How often the labelled class is among the k likeliest, labels being one-hot. */
import { plainConfig, readConfig, text, whole } from '../ir/config/index.ts';
import { alignValues } from '../losses/align.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { inTopK } from './in-top-k.ts';
import { MeanMetric, type MetricConfig } from './mean-metric.ts';

export interface TopKCategoricalAccuracyConfig extends MetricConfig {
  /** How many classes may be named. Default 5. */
  readonly k?: number;
}

const fields = { k: whole(1, 5), name: text('topKCategoricalAccuracy') };

/**
 * The share of samples whose labelled class (argmax y) has fewer than k classes above it; ties do not push it out.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.TopKCategoricalAccuracy({ k: 3 }).k; // => 3
 * ```
 */
export class TopKCategoricalAccuracy extends MeanMetric {
  readonly className = 'TopKCategoricalAccuracy';
  readonly labels = 'values';
  readonly k: number;

  constructor(config: TopKCategoricalAccuracyConfig = {}) {
    const values = readConfig('TopKCategoricalAccuracy', config, fields);
    super(values);
    this.k = values.k;
  }

  protected values(yTrue: Tensor, yPred: Tensor): Tensor {
    return inTopK(alignValues(this.className, yTrue, yPred).argMax(), yPred, this.k);
  }

  override getConfig(): Record<string, unknown> {
    return plainConfig(fields, this);
  }
}

/** How often the labelled class is among the k likeliest, labels being class numbers. */
import { plainConfig, readConfig, text, whole } from '../ir/config/index.ts';
import { alignClasses } from '../losses/align.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { inTopK } from './in-top-k.ts';
import { MeanMetric } from './mean-metric.ts';
import type { TopKCategoricalAccuracyConfig } from './top-k-categorical-accuracy.ts';

const fields = { k: whole(1, 5), name: text('sparseTopKCategoricalAccuracy') };

/**
 * The share of samples whose class has fewer than k classes above it; ties do not push it out.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.SparseTopKCategoricalAccuracy().k; // => 5
 * ```
 */
export class SparseTopKCategoricalAccuracy extends MeanMetric {
  readonly className = 'SparseTopKCategoricalAccuracy';
  readonly labels = 'classes';
  readonly k: number;

  constructor(config: TopKCategoricalAccuracyConfig = {}) {
    const values = readConfig('SparseTopKCategoricalAccuracy', config, fields);
    super(values);
    this.k = values.k;
  }

  protected values(yTrue: Tensor, yPred: Tensor): Tensor {
    return inTopK(alignClasses(this.className, yTrue, yPred), yPred, this.k);
  }

  override getConfig(): Record<string, unknown> {
    return plainConfig(fields, this);
  }
}

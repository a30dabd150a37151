/** How often the likeliest class is the labelled one, labels being one-hot. */
import { readConfig, text } from '../ir/config/index.ts';
import { alignValues } from '../losses/align.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { MeanMetric, type MetricConfig } from './mean-metric.ts';

/**
 * The share of samples with argmax ŷ = argmax y over the last axis; the first of several largest counts.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.CategoricalAccuracy().labels; // => 'values'
 * ```
 */
export class CategoricalAccuracy extends MeanMetric {
  readonly className = 'CategoricalAccuracy';
  readonly labels = 'values';

  constructor(config: MetricConfig = {}) {
    super(readConfig('CategoricalAccuracy', config, { name: text('categoricalAccuracy') }));
  }

  protected values(yTrue: Tensor, yPred: Tensor): Tensor {
    return alignValues(this.className, yTrue, yPred).argMax().equal(yPred.argMax()).cast('f32');
  }
}

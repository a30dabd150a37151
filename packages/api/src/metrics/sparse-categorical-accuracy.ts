/** How often the likeliest class is the labelled one, labels being class numbers. */
import { readConfig, text } from '../ir/config/index.ts';
import { alignClasses } from '../losses/align.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { MeanMetric, type MetricConfig } from './mean-metric.ts';

/**
 * The share of samples with argmax ŷ = y over the last axis; the first of several largest counts.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.SparseCategoricalAccuracy().labels; // => 'classes'
 * ```
 */
export class SparseCategoricalAccuracy extends MeanMetric {
  readonly className = 'SparseCategoricalAccuracy';
  readonly labels = 'classes';

  constructor(config: MetricConfig = {}) {
    super(readConfig('SparseCategoricalAccuracy', config, { name: text('sparseCategoricalAccuracy') }));
  }

  protected values(yTrue: Tensor, yPred: Tensor): Tensor {
    return alignClasses(this.className, yTrue, yPred).equal(yPred.argMax()).cast('f32');
  }
}

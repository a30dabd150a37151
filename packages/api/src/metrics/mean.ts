/** The mean of what is handed in. */
import { readConfig, text } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { MeanMetric, type MetricConfig } from './mean-metric.ts';

/**
 * The weighted mean of the first tensor handed in: of labels, beside a model. There need be no prediction.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.Mean().result({ total: Float64Array.of(6), count: Float64Array.of(4) }); // => 1.5
 * ```
 */
export class Mean extends MeanMetric {
  readonly className = 'Mean';
  readonly labels = 'any';

  constructor(config: MetricConfig = {}) {
    super(readConfig('Mean', config, { name: text('mean') }));
  }

  protected values(values: Tensor): Tensor {
    return values.cast('f32');
  }
}

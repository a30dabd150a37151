/** The mean of squared differences. */
import { readConfig, text } from '../ir/config/index.ts';
import { alignValues } from '../losses/align.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { MeanMetric, type MetricConfig } from './mean-metric.ts';

/**
 * The mean of (y − ŷ)² over all elements.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.MeanSquaredError({ name: 'mse' }).name; // => 'mse'
 * ```
 */
export class MeanSquaredError extends MeanMetric {
  readonly className: string = 'MeanSquaredError';
  readonly labels = 'values';

  constructor(config: MetricConfig = {}, who = 'MeanSquaredError', name = 'meanSquaredError') {
    super(readConfig(who, config, { name: text(name) }));
  }

  protected values(yTrue: Tensor, yPred: Tensor): Tensor {
    return yPred.sub(alignValues(this.className, yTrue, yPred)).square();
  }
}

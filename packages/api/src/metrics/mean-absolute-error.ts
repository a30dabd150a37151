/** The mean of absolute differences. */
import { readConfig, text } from '../ir/config/index.ts';
import { alignValues } from '../losses/align.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { MeanMetric, type MetricConfig } from './mean-metric.ts';

/**
 * The mean of |y − ŷ| over all elements.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.MeanAbsoluteError().name; // => 'meanAbsoluteError'
 * ```
 */
export class MeanAbsoluteError extends MeanMetric {
  readonly className = 'MeanAbsoluteError';
  readonly labels = 'values';

  constructor(config: MetricConfig = {}) {
    super(readConfig('MeanAbsoluteError', config, { name: text('meanAbsoluteError') }));
  }

  protected values(yTrue: Tensor, yPred: Tensor): Tensor {
    return yPred.sub(alignValues(this.className, yTrue, yPred)).abs();
  }
}

/** How often the prediction is the label, exactly. */
import { readConfig, text } from '../ir/config/index.ts';
import { alignValues } from '../losses/align.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { MeanMetric, type MetricConfig } from './mean-metric.ts';

/**
 * The share of elements with ŷ = y. For predictions that are answers already; for probabilities see the other accuracies, among
 * which the name `'accuracy'` chooses.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.Accuracy().name; // => 'accuracy'
 * ```
 */
export class Accuracy extends MeanMetric {
  readonly className = 'Accuracy';
  readonly labels = 'any';

  constructor(config: MetricConfig = {}) {
    super(readConfig('Accuracy', config, { name: text('accuracy') }));
  }

  protected values(yTrue: Tensor, yPred: Tensor): Tensor {
    return alignValues(this.className, yTrue, yPred).equal(yPred.cast('f32')).cast('f32');
  }
}

/** The sum of what is handed in. */
import { readConfig, text } from '../ir/config/index.ts';
import { fitWeight } from '../losses/sample-weight.ts';
import type { Tensor } from '../tracing/tensor.ts';
import type { MetricConfig } from './mean-metric.ts';
import type { Metric } from './metric.ts';

/**
 * The weighted sum of the first tensor handed in: of labels, beside a model. There need be no prediction.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.Sum().result({ total: Float64Array.of(6) }); // => 6
 * ```
 */
export class Sum implements Metric {
  readonly className = 'Sum';
  readonly labels = 'any';
  readonly name: string;

  constructor(config: MetricConfig = {}) {
    this.name = readConfig('Sum', config, { name: text('sum') }).name;
  }

  statistics(given: Tensor, _yPred?: Tensor, sampleWeight?: Tensor): Record<string, Tensor> {
    const values = given.cast('f32');
    const weighted = sampleWeight === undefined ? values : values.mul(fitWeight(this.className, sampleWeight, values));
    return { total: weighted.sum() };
  }

  result(sums: Readonly<Record<string, Float64Array>>): number {
    return sums['total']![0]!;
  }

  getConfig(): Record<string, unknown> {
    return { name: this.name };
  }
}

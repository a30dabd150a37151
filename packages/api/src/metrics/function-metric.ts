/** A plain function of labels and predictions as a metric. */
import { fail } from '../ir/index.ts';
import { perRow } from '../losses/function-loss.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { MeanMetric } from './mean-metric.ts';

/**
 * A metric as a function: of labels, as the loss reads them, and predictions, with rows along the first axis, to a figure for each sample
 * (`[batch]`) or element. Its name is the key under which the figure is reported.
 */
export type MetricFunction = (yTrue: Tensor, yPred: Tensor) => Tensor;

/** The weighted mean of what the function gives for each sample. */
export class FunctionMetric extends MeanMetric {
  readonly className: string;
  readonly labels = 'any';
  readonly own: MetricFunction;

  /** @param name what a file calls it, where it was handed in under that */
  constructor(own: MetricFunction, name = own.name) {
    if (name === '')
      fail('CONFIG', {
        who: 'metric',
        what: 'a metric function needs a name, under which its figure is reported',
        hint: 'Write const mine = (yTrue, yPred) => …, and hand in mine',
      });
    super({ name });
    this.className = name;
    this.own = own;
  }

  protected values(yTrue: Tensor, yPred: Tensor): Tensor {
    return perRow(this.className, 'metric', this.own(yTrue, yPred), yPred);
  }
}

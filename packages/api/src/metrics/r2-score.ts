/** How much of the spread of the labels is explained. */
import { nullable, oneOf, plainConfig, readConfig, whole } from '../ir/config/index.ts';
import { fail, printShape } from '../ir/index.ts';
import { alignValues } from '../losses/align.ts';
import { fitWeight } from '../losses/sample-weight.ts';
import type { Tensor } from '../tracing/tensor.ts';
import type { MetricConfig } from './mean-metric.ts';
import type { Metric } from './metric.ts';
import { nameField } from './threshold-metric.ts';

export interface R2ScoreConfig extends MetricConfig {
  /** What becomes of several outputs: their mean, their mean weighed by spread, or a figure each. Default: their mean. */
  readonly classAggregation?: 'uniformAverage' | 'varianceWeightedAverage' | null;
  /** Number of independent variables, for the adjusted R². Default 0: not adjusted. */
  readonly numRegressors?: number;
}

const choices = ['uniformAverage', 'varianceWeightedAverage'] as const;
const fields = {
  classAggregation: nullable(oneOf(choices), 'uniformAverage'),
  numRegressors: whole(0, 0),
  ...nameField('r2Score'),
};

/**
 * 1 − Σ (y − ŷ)² / Σ (y − ȳ)² for each output of predictions `[batch, outputs]`, 0 where the labels do not differ; adjusted,
 * 1 − (1 − R²)(n − 1) / (n − p − 1) for n numbers and p regressors, where n > p + 1. Sums of squares lose digits where labels
 * are large beside their spread: move them to a mean near 0.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.R2Score({ numRegressors: 3 }).numRegressors; // => 3
 * ```
 */
export class R2Score implements Metric {
  readonly className = 'R2Score';
  readonly labels = 'values';
  readonly name: string;
  readonly classAggregation: 'uniformAverage' | 'varianceWeightedAverage' | null;
  readonly numRegressors: number;

  constructor(config: R2ScoreConfig = {}) {
    const values = readConfig('R2Score', config, fields);
    this.name = values.name;
    this.classAggregation = values.classAggregation;
    this.numRegressors = values.numRegressors;
  }

  /** Weighted, of each output: `squares` Σ y², `sum` Σ y, `errors` Σ (y − ŷ)², `count`; and `numbers`, how many weigh. */
  statistics(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): Record<string, Tensor> {
    if (yPred.rank !== 2)
      fail('SHAPE', {
        who: this.className,
        what: 'predictions must be [batch, outputs]',
        received: printShape(yPred.shape),
      });
    const y = alignValues(this.className, yTrue, yPred);
    const one = y.constant(Float32Array.of(1), []);
    const weight = (sampleWeight === undefined ? one : fitWeight(this.className, sampleWeight, y)).broadcastTo(y.shape);
    const sum = (x: Tensor): Tensor => x.mul(weight).sum(0);
    return {
      squares: sum(y.square()),
      sum: sum(y),
      errors: sum(y.sub(yPred).square()),
      count: weight.sum(0),
      numbers: weight.notEqual(0).cast('f32').sum(),
    };
  }

  result(sums: Readonly<Record<string, Float64Array>>): number | readonly number[] {
    const { squares, sum, errors, count, numbers } = sums;
    const spread = Array.from(squares!, (square, i) => square - sum![i]! ** 2 / count![i]!);
    const scores = spread.map((all, i) => {
      const score = 1 - errors![i]! / all;
      return Number.isFinite(score) ? score : 0;
    });
    const adjusted = (score: number): number => this.#adjusted(score, numbers![0]!);
    if (this.classAggregation === null) return scores.map(adjusted);
    const weights = this.classAggregation === 'uniformAverage' ? scores.map(() => 1) : spread;
    const total = weights.reduce((a, b) => a + b, 0);
    return adjusted(total === 0 ? 0 : scores.reduce((a, score, i) => a + score * weights[i]!, 0) / total);
  }

  #adjusted(score: number, n: number): number {
    const p = this.numRegressors;
    return p === 0 || p >= n - 1 ? score : 1 - ((1 - score) * (n - 1)) / (n - p - 1);
  }

  getConfig(): Record<string, unknown> {
    return plainConfig(fields, this);
  }
}

/** Precision and recall in one number. */
import { nullable, number, oneOf, plainConfig, positive, readConfig } from '../ir/config/index.ts';
import { fail, printShape } from '../ir/index.ts';
import { alignValues } from '../losses/align.ts';
import { EPSILON } from '../losses/clip-probability.ts';
import { fitWeight } from '../losses/sample-weight.ts';
import type { Tensor } from '../tracing/tensor.ts';
import type { MetricConfig } from './mean-metric.ts';
import type { Metric } from './metric.ts';
import { nameField } from './threshold-metric.ts';

export interface F1ScoreConfig extends MetricConfig {
  /** `micro`: of all classes together; `macro`: the mean of the classes; `weighted`: each by its labels; `null`: one each. */
  readonly average?: 'micro' | 'macro' | 'weighted' | null;
  /** Above it a class is a yes. Default `null`: the likeliest class is. */
  readonly threshold?: number | null;
}

export interface FBetaScoreConfig extends F1ScoreConfig {
  /** β > 0: recall counts β times as much as precision. Default 1. */
  readonly beta?: number;
}

/** The fields of {@link F1ScoreConfig}. */
export function scoreFields(name: string) {
  return {
    average: nullable(oneOf(['micro', 'macro', 'weighted'])),
    threshold: nullable(number()),
    ...nameField(name),
  };
}

const fields = { beta: positive(1), ...scoreFields('fBetaScore') };

/**
 * (1 + β²) · precision · recall / (β² · precision + recall) of predictions and one-hot labels `[batch, classes]`, with 1e-7 added
 * to each divisor as in Keras. Without an average there is a figure for each class, `fBetaScore0`, `fBetaScore1`, ….
 * Source: C. van Rijsbergen, "Information retrieval" (1979).
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { metrics } from '@bernoulli/api';
 * new metrics.FBetaScore({ beta: 2, average: 'macro' }).beta; // => 2
 * ```
 */
export class FBetaScore implements Metric {
  readonly className: string = 'FBetaScore';
  readonly labels = 'values';
  readonly name: string;
  readonly beta: number;
  readonly average: 'micro' | 'macro' | 'weighted' | null;
  readonly threshold: number | null;

  constructor(config: FBetaScoreConfig = {}) {
    const values = readConfig('FBetaScore', config, fields);
    this.name = values.name;
    this.beta = values.beta;
    this.average = values.average;
    this.threshold = values.threshold;
  }

  /** Of each class: `right` (true positives), `said` (answered yes), `wanted` (labelled yes). */
  statistics(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): Record<string, Tensor> {
    if (yPred.rank !== 2)
      fail('SHAPE', {
        who: this.className,
        what: 'predictions must be [batch, classes]',
        received: printShape(yPred.shape),
      });
    const y = alignValues(this.className, yTrue, yPred);
    const likeliest = (): Tensor => yPred.greaterEqual(yPred.max(-1, true)).and(yPred.abs().greater(1e-9));
    const p = (this.threshold === null ? likeliest() : yPred.greater(this.threshold)).cast('f32');
    const weight = sampleWeight === undefined ? null : fitWeight(this.className, sampleWeight, yPred);
    const sum = (x: Tensor): Tensor => (weight === null ? x : x.mul(weight)).sum(0);
    return { right: sum(p.mul(y)), said: sum(p), wanted: sum(y) };
  }

  result({ right, said, wanted }: Readonly<Record<string, Float64Array>>): number | readonly number[] {
    const { average } = this;
    if (average === 'micro') return this.#score(total(right!), total(said!), total(wanted!));
    const scores = Array.from(right!, (tp, i) => this.#score(tp, said![i]!, wanted![i]!));
    if (average === null) return scores;
    const weights = average === 'macro' ? scores.map(() => 1) : wanted!;
    const all = total(weights) + (average === 'macro' ? 0 : EPSILON);
    return total(scores.map((score, i) => score * weights[i]!)) / all;
  }

  #score(right: number, said: number, wanted: number): number {
    const precision = right / (said + EPSILON);
    const recall = right / (wanted + EPSILON);
    return ((1 + this.beta ** 2) * precision * recall) / (this.beta ** 2 * precision + recall + EPSILON);
  }

  getConfig(): Record<string, unknown> {
    return plainConfig(fields, this);
  }
}

function total(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0);
}

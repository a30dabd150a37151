/** Intervals that hold the right number as often as wanted. */
import type { ArrayInput, BatchSource, FitOptions, Inputs } from '@bernoulli/api';
import { fail, oneOf, printShape, readConfig } from '@bernoulli/api/ir';
import { readValues, requireRows } from '../input/values.ts';
import { alphaField } from '../input/fields.ts';
import type { Predictor } from '../input/predictor.ts';
import { readTargets } from '../input/targets.ts';
import { conformalQuantile } from './conformal-quantile.ts';

/** `'absolute'`: |y − f(x)|. `'quantiles'`: how far y is outside the two quantiles that the model predicts, below 0 inside. */
export type IntervalRule = 'absolute' | 'quantiles';

export interface ConformalRegressorOptions {
  /** The share of rows whose interval may miss the right number, in (0, 1). Default 0.1. */
  readonly alpha?: number | undefined;
  /**
   * `'absolute'`, for a model with one output: intervals of equal width. `'quantiles'`, for a model with two outputs, a low quantile and a high
   * one: intervals that are as wide as the model says, and moved out or in by the same everywhere (Romano, Patterson and Candès, "Conformalized
   * Quantile Regression", NeurIPS 2019). Default `'absolute'`.
   */
  readonly score?: IntervalRule | undefined;
}

/** The ends of intervals, one for each row. */
export interface Intervals {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** All that intervals follow from, beside the predictions: what `exportOnnx` takes for a file that gives the intervals itself. */
export interface IntervalCalibration {
  readonly score: IntervalRule;
  readonly margin: number;
}

const fields = {
  alpha: alphaField(),
  score: oneOf(['absolute', 'quantiles'] as const, 'absolute'),
};

/**
 * Split conformal prediction for numbers: a model is trained on some rows, a margin is found on others, and each row's interval is what the
 * model predicts, widened by the margin. Of rows that are like those of the calibration, a share of 1 − α or more has its number inside,
 * however bad the model is. With too few rows to calibrate by, n < 1/α − 1, intervals are infinite.
 *
 * Source: J. Lei et al., "Distribution-Free Predictive Inference for Regression", JASA 113 (2018).
 *
 * @throws BernoulliError `CONFIG` for a bad option; `STATE` where intervals are asked for before `conformalize`; `SHAPE` or `DATA` for rows and
 * targets that do not fit, no rows, and a model that predicts another number of columns.
 * @example
 * ```ts
 * import { ConformalRegressor } from '@bernoulli/uncertainty';
 * // Anything that predicts numbers will do.
 * const model = { fit: async () => undefined, predict: async (x: unknown) => x as number[][] };
 * const regressor = new ConformalRegressor(model, { alpha: 0.25 });
 * await regressor.conformalize([[1], [2], [3]], [1.5, 2, 2.75]);
 * const { lower, upper } = await regressor.predictInterval([[10]]);
 * [lower[0], upper[0]]; // => [9.5, 10.5]
 * ```
 */
export class ConformalRegressor {
  readonly model: Predictor;
  readonly #options: { readonly alpha: number; readonly score: IntervalRule };
  #margin: number | undefined;

  constructor(model: Predictor, options: ConformalRegressorOptions = {}) {
    this.model = model;
    this.#options = readConfig('ConformalRegressor', options, fields);
  }

  /** By how much intervals are wider than what the model predicts, to each side. Below 0 where its quantiles were too far apart. */
  get margin(): number {
    return this.#ready('margin');
  }

  /** What was found, as plain data. */
  get calibration(): IntervalCalibration {
    return { score: this.#options.score, margin: this.#ready('calibration') };
  }

  /** Trains the model. One that is trained already needs none of it. */
  async fit(x: Inputs | BatchSource, y?: ArrayInput, options?: FitOptions): Promise<this> {
    await this.model.fit(x, y, options);
    return this;
  }

  /** Finds the margin on rows that the model was not trained on. Targets are `[rows]` or `[rows, 1]`. */
  async conformalize(x: Inputs, targets: ArrayInput): Promise<this> {
    const [y] = readTargets('conformalize', ['targets', targets]);
    const { lower, upper } = await this.#predict('conformalize', x);
    requireRows('conformalize', 'targets', { data: y, shape: [y.length] }, lower.length, 'the predictions');
    const scores = y.map((value, i) => Math.max(lower[i]! - value, value - upper[i]!));
    this.#margin = conformalQuantile(scores, this.#options.alpha);
    return this;
  }

  /** The interval of each row. Where quantiles are moved in so far that they would cross, it is the point half-way. */
  async predictInterval(x: Inputs): Promise<Intervals> {
    const margin = this.#ready('predictInterval');
    const { lower, upper } = await this.#predict('predictInterval', x);
    const ends = (i: number, side: -1 | 1): number => {
      const [low, high] = [lower[i]! - margin, upper[i]! + margin];
      return low > high ? (low + high) / 2 : side < 0 ? low : high;
    };
    return { lower: lower.map((_, i) => ends(i, -1)), upper: lower.map((_, i) => ends(i, 1)) };
  }

  /** What the model says: two equal ends, or its quantiles. */
  async #predict(who: string, x: Inputs): Promise<Intervals> {
    const { data, shape } = readValues(await this.model.predict(x), { who, name: 'predictions', axes: ['rows', '…'] });
    const columns = this.#options.score === 'absolute' ? 1 : 2;
    if (data.length !== shape[0]! * columns)
      fail('SHAPE', {
        who,
        what: `with the score '${this.#options.score}' a model must predict ${columns} column${columns > 1 ? 's' : ''}`,
        received: `shape ${printShape(shape)}`,
      });
    const column = (c: number): Float64Array => data.filter((_, i) => i % columns === c);
    return { lower: column(0), upper: column(columns - 1) };
  }

  #ready(who: string): number {
    return (
      this.#margin ??
      fail('STATE', { who, at: 'ConformalRegressor', what: 'there is no margin yet', hint: 'Call conformalize first' })
    );
  }
}

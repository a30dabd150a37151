/** Sets of classes that hold the right one as often as wanted. */
import type { ArrayInput, BatchSource, FitOptions, Inputs } from '@bernoulli/api';
import { fail, oneOf, readConfig } from '@bernoulli/api/ir';
import { readJudged, readProbabilities } from '../input/classes.ts';
import { alphaField, seedField } from '../input/fields.ts';
import type { Predictor } from '../input/predictor.ts';
import { classScores, likeliestFirst, shareKey, type ClassScore } from './class-scores.ts';
import { conformalQuantile } from './conformal-quantile.ts';

export interface ConformalClassifierOptions {
  /** The share of rows whose set may miss the right class, in (0, 1). Default 0.1. */
  readonly alpha?: number | undefined;
  /**
   * `'lac'`, 1 − p(y): the smallest sets on average (Sadinle, Lei and Wasserman, JASA 2019). `'aps'`, the probability of all likelier classes
   * and a random share of p(y): sets that grow where the model is unsure (Romano, Sesia and Candès, NeurIPS 2020). Default `'aps'`.
   */
  readonly score?: ClassScore | undefined;
  /** Seed of the random shares. Default 0. */
  readonly seed?: number | bigint | undefined;
}

/** What the calibration found. */
interface Fitted {
  readonly threshold: number;
  readonly classes: number;
}

/** All that sets follow from, beside the probabilities: what `exportOnnx` takes for a file that gives the sets itself. */
export type SetCalibration =
  | { readonly score: 'lac'; readonly threshold: number; readonly classes: number }
  | {
      readonly score: 'aps';
      readonly threshold: number;
      readonly classes: number;
      /** Of the random shares: that of row i is number i of its stream. */
      readonly key: readonly [number, number];
    };

const fields = {
  alpha: alphaField(),
  score: oneOf(['lac', 'aps'] as const, 'aps'),
  seed: seedField(),
};

/**
 * Split conformal prediction for classes: a model is trained on some rows, a threshold is found on others, and then each row gets the set of
 * all classes whose score is at most that. Of rows that are like those of the calibration, a share of 1 − α or more has its class in its set,
 * however bad the model is; a bad model has large sets. A set may be empty.
 *
 * @throws BernoulliError `CONFIG` for a bad option; `STATE` where sets are asked for before `conformalize`; `SHAPE` or `DATA` for rows and labels
 * that do not fit, no rows, and predictions that are no probabilities.
 * @example
 * ```ts
 * import { ConformalClassifier } from '@bernoulli/uncertainty';
 * // Anything that predicts probabilities will do.
 * const model = { fit: async () => undefined, predict: async (x: unknown) => x as number[][] };
 * const classifier = new ConformalClassifier(model, { alpha: 0.25, score: 'lac' });
 * await classifier.conformalize([[0.9, 0.1], [0.4, 0.6], [0.2, 0.8]], [0, 1, 1]);
 * classifier.threshold; // => 0.4
 * await classifier.predictSet([[0.95, 0.05], [0.5, 0.5]]); // => [[0], []]
 * ```
 */
export class ConformalClassifier {
  readonly model: Predictor;
  readonly #options: { readonly alpha: number; readonly score: ClassScore; readonly seed: number | bigint };
  #fitted: Fitted | undefined;

  constructor(model: Predictor, options: ConformalClassifierOptions = {}) {
    this.model = model;
    this.#options = readConfig('ConformalClassifier', options, fields);
  }

  /** The score up to which a class is in the set. */
  get threshold(): number {
    return this.#ready('threshold').threshold;
  }

  /** What was found, as plain data. */
  get calibration(): SetCalibration {
    const { score, seed } = this.#options;
    const fitted = this.#ready('calibration');
    return score === 'lac' ? { score, ...fitted } : { score, ...fitted, key: shareKey(seed, 'prediction') };
  }

  /** Trains the model. One that is trained already needs none of it. */
  async fit(x: Inputs | BatchSource, y?: ArrayInput, options?: FitOptions): Promise<this> {
    await this.model.fit(x, y, options);
    return this;
  }

  /** Finds the threshold on rows that the model was not trained on. */
  async conformalize(x: Inputs, labels: ArrayInput): Promise<this> {
    const { rows, classes, labels: y, p } = readJudged('conformalize', labels, await this.model.predict(x));
    const scores = classScores(p, classes, { ...this.#options, place: 'calibration' });
    const own = Float64Array.from({ length: rows }, (_, row) => scores[row * classes + y[row]!]!);
    this.#fitted = { threshold: conformalQuantile(own, this.#options.alpha), classes };
    return this;
  }

  /** The set of each row, the likeliest class first. */
  async predictSet(x: Inputs): Promise<number[][]> {
    const { threshold, classes } = this.#ready('predictSet');
    const axes = ['rows', 'classes'];
    const { data: p, shape } = readProbabilities('predictSet', 'probabilities', await this.model.predict(x), axes);
    if (shape[1] !== classes)
      fail('SHAPE', {
        who: 'predictSet',
        what: `there must be ${classes} classes, as in conformalize`,
        received: shape,
      });
    const scores = classScores(p, classes, { ...this.#options, place: 'prediction' });
    return Array.from({ length: shape[0]! }, (_, row) =>
      likeliestFirst(p, classes, row).filter((c) => scores[row * classes + c]! <= threshold),
    );
  }

  #ready(who: string): Fitted {
    return (
      this.#fitted ??
      fail('STATE', {
        who,
        at: 'ConformalClassifier',
        what: 'there is no threshold yet',
        hint: 'Call conformalize first',
      })
    );
  }
}

/** A model: a module that can be trained, used, asked and stored. */
import { checkKeys } from '../config/read-config.ts';
import type { ArrayInput, BatchSource } from '../data/index.ts';
import { BATCH, fail, type Backend, type Graph, type Shape, type TensorData } from '../ir/index.ts';
import { getLoss, type Loss } from '../losses/index.ts';
import { getMetric, type Metric } from '../metrics/index.ts';
import { Module } from '../tracing/module.ts';
import { getOptimizer, type Optimizer } from '../optimizers/index.ts';
import { key } from '../random/index.ts';
import type { History } from '../callbacks/history.ts';
import { ModelRuntime, type Progress } from '../runtime/model-runtime.ts';
import { evaluate, type EvaluateOptions } from '../training/evaluate.ts';
import { checkBackend } from '../runtime/find-backend.ts';
import { fit, type FitOptions } from '../training/fit.ts';
import { exportProgram } from '../programs/infer.ts';
import { drawMasks, logProbability, type MaskOptions } from '../training/masks.ts';
import type { Logs } from '../metrics/logs.ts';
import { MetricSums } from '../training/metric-sums.ts';
import { predict, sample, type PredictOptions, type SampleOptions } from '../training/predict.ts';
import { prepare, type Inputs } from '../training/prepare-data.ts';
import { stepBatch, Stepper, type Masks } from '../training/step.ts';
import { summary } from './summary.ts';
import { readWeights, writeWeights } from './weights.ts';

export interface ModelConfig {
  /**
   * First part of every path, as in `simpleNet/dropout`. Default: the class's name with a small first letter. The noise of a site and
   * the initial weights depend on it: give it where a bundler renames classes.
   */
  readonly name?: string | undefined;
}

export interface CompileConfig {
  /** A name, as `'adam'`, an optimizer, or a stored description. Needed for training. */
  readonly optimizer?: Parameters<typeof getOptimizer>[0] | undefined;
  /** A name, as `'sparseCategoricalCrossentropy'`, a loss, or a stored description. Needed for training and evaluation. */
  readonly loss?: Parameters<typeof getLoss>[0] | undefined;
  /** Names, as `'accuracy'`, metrics, or stored descriptions. */
  readonly metrics?: readonly (string | Metric)[] | undefined;
  /** A whole number: initial weights, order of the data and every draw of noise follow from it. Default: one drawn now. */
  readonly seed?: number | bigint | undefined;
  /** Default: the one that is installed, see `findBackend`. */
  readonly backend?: Backend | undefined;
}

/**
 * The base of every model. Keep layers in properties, and say in `call` how they are applied; then `compile` and `fit`.
 * A row of the output may depend on the same row of the inputs only: predictions are made in parts that are filled up with zeros.
 *
 * Randomness: everything that is drawn is a pure function of the seed, the place in the module tree, and the step, so it is the
 * same bits on every backend, and a run that is stopped and resumed draws what it would have drawn.
 *
 * @example
 * ```ts
 * import { Dense, Dropout, Model, type Tensor } from '@bernoulli/api';
 * class SimpleNet extends Model {
 *   dense1 = new Dense({ units: 64, activation: 'relu' });
 *   dropout = new Dropout({ rate: 0.5 });
 *   dense2 = new Dense({ units: 10, activation: 'softmax' });
 *   call(x: Tensor) {
 *     return this.dense2.apply(this.dropout.apply(this.dense1.apply(x)));
 *   }
 * }
 * new SimpleNet().name; // => 'simpleNet'
 * ```
 */
export abstract class Model extends Module {
  readonly #runtime: ModelRuntime;

  constructor({ name }: ModelConfig = {}) {
    super();
    const own = name ?? lowerFirst(new.target.name);
    if (!/^[A-Za-z_][\w.-]*$/.test(own))
      fail('CONFIG', {
        who: 'Model',
        what: 'name must start with a letter and hold letters, digits, _, - and . only',
        received: JSON.stringify(own),
        hint: name === undefined ? 'The class has no such name: hand one to super({ name })' : undefined,
      });
    this.#runtime = new ModelRuntime(this, own);
  }

  get className(): string {
    return this.constructor.name;
  }

  override get ownsWeights(): boolean {
    return this.#runtime.isBuilt;
  }

  /** First part of every path. */
  get name(): string {
    return this.#runtime.name;
  }

  /** The seed that everything drawn follows from. */
  get seed(): number | bigint {
    return this.#runtime.compiled('seed').seed;
  }

  /** How far training has come: steps taken, epochs done, batches done of an interrupted epoch. */
  get progress(): Readonly<Progress> {
    return { ...this.#runtime.progress };
  }

  /**
   * Settles how the model is trained and where it runs. Weights stay; the optimizer starts anew.
   *
   * @throws BernoulliError `NAME` or `CONFIG` for parts that do not exist or do not fit; `BACKEND` for something that is no backend.
   */
  compile(config: CompileConfig): void {
    checkKeys('compile', config, ['optimizer', 'loss', 'metrics', 'seed', 'backend'] satisfies (keyof CompileConfig)[]);
    const { optimizer, loss, metrics = [], seed = randomSeed(), backend } = config;
    key(seed);
    if (!Array.isArray(metrics))
      fail('CONFIG', { who: 'compile', what: 'metrics must be an array', received: metrics });
    const made: { optimizer: Optimizer | undefined; loss: Loss | undefined } = {
      optimizer: optimizer === undefined ? undefined : getOptimizer(optimizer),
      loss: loss === undefined ? undefined : getLoss(loss),
    };
    if (made.loss?.getConfig()['reduction'] === 'none')
      fail('CONFIG', { who: 'compile', what: 'the loss must be one number: its reduction may not be none' });
    if (metrics.length > 0 && made.loss === undefined)
      fail('CONFIG', { who: 'compile', what: 'metrics need a loss, which says what the labels are' });
    const metricsFor = (yPredShape: Shape): Metric[] =>
      metrics.map((metric) => getMetric(metric, { loss: made.loss!, yPredShape }));
    metricsFor([BATCH, 2]); // which accuracy is meant depends on the predictions; whether the names exist does not
    this.#runtime.configure({
      ...made,
      metrics: metricsFor,
      seed,
      backend: backend === undefined ? undefined : checkBackend(backend),
    });
  }

  /**
   * Makes the weights for inputs whose rows have this shape (one shape per input of `call`). The first data does it otherwise.
   *
   * @example
   * ```ts
   * import { Dense, sequential } from '@bernoulli/api';
   * const model = sequential([new Dense({ units: 3 })]);
   * model.compile({ seed: 1 });
   * model.buildFor([4]);
   * Object.keys(await model.getWeights()); // => ['sequential/dense/kernel', 'sequential/dense/bias']
   * ```
   */
  buildFor(...rowShapes: Shape[]): void {
    this.#runtime.build(rowShapes, this.#runtime.compiled('buildFor').seed);
  }

  /**
   * Trains for `epochs` passes over the data.
   *
   * @param x nested arrays, a typed array with a shape, a list of these for several inputs, or an iterable of batches `{ x, y }`
   * @param y labels, one row per row of x; left out where x brings them
   * @returns the figures of every epoch
   * @throws BernoulliError `DATA`, `SHAPE` for unusable data, `NON_FINITE` when the loss goes wrong, `ABORTED` on the signal;
   * the weights are those of the last good step
   */
  fit(x: Inputs | BatchSource, y?: ArrayInput | FitOptions, options?: FitOptions): Promise<History> {
    const labels = isOptions(y) ? undefined : y;
    return this.#runtime.training(() => fit(this.#runtime, x, labels, isOptions(y) ? y : options));
  }

  /** One training step on one batch. `masks` (by site path, 1 keeps) are used instead of being drawn. Returns loss and metrics. */
  async trainOnBatch(x: Inputs, y: ArrayInput, options: { masks?: Masks } = {}): Promise<Logs> {
    checkKeys('trainOnBatch', options, ['masks']);
    const batch = prepare(this.#runtime, 'trainOnBatch', x, y);
    const sums = new MetricSums(() => this.#runtime.metrics);
    const { masks } = options;
    await new Stepper(this.#runtime, { masks }).take(stepBatch(this.#runtime, batch, masks), sums);
    return sums.logs();
  }

  /** Loss and metrics over all rows, without noise. The loss is the mean over the rows, whatever its reduction in training. */
  evaluate(x: Inputs, y: ArrayInput, options?: EvaluateOptions): Promise<Logs> {
    return evaluate(this.#runtime, x, y, options);
  }

  /** Predictions without noise: `f32 [rows, …]`. */
  predict(x: Inputs, options?: PredictOptions): Promise<TensorData> {
    return predict(this.#runtime, x, options);
  }

  /**
   * Monte-Carlo dropout: mean and variance, per output, of the predictions of `samples` thinned networks (variance divided by
   * `samples`). Source: Gal and Ghahramani, "Dropout as a Bayesian Approximation", ICML 2016.
   */
  sample(x: Inputs, options?: SampleOptions): Promise<{ mean: TensorData; variance: TensorData }> {
    return sample(this.#runtime, x, options);
  }

  /**
   * What every noisy site draws at a training step, by site path: 1 keeps, 0 drops. The model must be built.
   *
   * @param step from 0 up; `progress.step` is the next one
   */
  masks(step: number, options?: MaskOptions): Promise<Record<string, TensorData>> {
    return drawMasks(this.#runtime, step, options);
  }

  /**
   * log P of a thinned network: Σ m_j log p_j + (1 − m_j) log(1 − p_j) over all sites of `masks`, conditional on the layers below.
   * −Infinity for masks that cannot be drawn.
   */
  logProbability(masks: Masks): number {
    return logProbability(this.#runtime, masks);
  }

  /** A copy of every weight, by path. */
  getWeights(): Promise<Record<string, TensorData>> {
    return readWeights(this.#runtime);
  }

  /**
   * Sets weights by path. Paths left out keep their values.
   *
   * @throws BernoulliError `NAME` for a path that is not there, `SHAPE` for a wrong shape; then nothing has been set.
   */
  setWeights(weights: Readonly<Record<string, ArrayInput>>): Promise<void> {
    return writeWeights(this.#runtime, weights);
  }

  /** A table of the layers, their output shapes and numbers of weights. */
  summary(): string {
    return summary(this.#runtime);
  }

  /** The inference graph for any batch size, and the weights it carries: what an exporter needs. */
  async inferenceGraph(): Promise<{ name: string; graph: Graph; weights: Record<string, TensorData> }> {
    const { graph } = exportProgram(this, this.#runtime.paths, this.#runtime.built('inferenceGraph').rowShapes);
    return { name: this.name, graph, weights: await this.getWeights() };
  }

  /** Frees what the backend holds. The model cannot be used after. */
  dispose(): Promise<void> {
    return this.#runtime.store.dispose();
  }

  /** For the library's own rooms. @internal */
  static runtimeOf(model: Model): ModelRuntime {
    return model.#runtime;
  }
}

function isOptions(value: unknown): value is FitOptions {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !ArrayBuffer.isView(value) &&
    !('data' in value)
  );
}

function lowerFirst(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}

function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!;
}

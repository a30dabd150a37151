/** A model: a module that can be trained, used, asked and stored. */
import type { History } from '../callbacks/history.ts';
import type { ArrayInput, BatchSource, Inputs, TensorValue } from '../data/index.ts';
import { asGiven, fail, type Backend, type Graph, type TensorData } from '../ir/index.ts';
import type { Logs } from '../metrics/logs.ts';
import type { Optimizer } from '../optimizers/index.ts';
import type { Progress } from '../runtime/compiled.ts';
import { ModelRuntime } from '../runtime/model-runtime.ts';
import { Module } from '../tracing/module.ts';
import { readAverages } from '../training/averages.ts';
import { evaluate, type EvaluateOptions } from '../training/evaluate.ts';
import { fit, type FitOptions } from '../training/fit.ts';
import type { Masks } from '../training/given-masks.ts';
import { drawMasks, logProbability, type LawOptions, type MaskOptions } from '../training/masks.ts';
import { ownStep, type OwnStep, type StepConfig } from '../training/own-step.ts';
import { predict, type PredictOptions } from '../training/predict.ts';
import type { Labels } from '../training/prepare-data.ts';
import { sample, type KeptSamples, type SampleOptions } from '../training/sample.ts';
import { trainOnBatch, type TrainOnBatchOptions } from '../training/train-on-batch.ts';
import { afterX } from './after-x.ts';
import { readCompileConfig, type CompileConfig } from './compile-config.ts';
import { modelName, type ModelConfig } from './model-name.ts';
import type { PerOutput } from './per-output.ts';
import { modelProgram, type ModelProgram, type ProgramKind, type ProgramOptions } from './program.ts';
import { readRowType, type RowLike } from './row-type.ts';
import { structureOf, type ModelStructure } from './structure.ts';
import { summary, type SummaryOptions } from './summary.ts';
import { readWeights, writeWeights, type WeightOptions } from './weights.ts';

/**
 * The base of every model. Keep layers in properties, and say in `call` how they are applied; then `compile` and `fit`.
 * A row of the output may depend on the same row of the inputs only: predictions are made in parts that are filled up with a row that is there.
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
 *   constructor() {
 *     super({ name: 'simpleNet' });
 *   }
 *   call(x: Tensor) {
 *     return this.dense2.apply(this.dropout.apply(this.dense1.apply(x)));
 *   }
 * }
 * new SimpleNet().name; // => 'simpleNet'
 * ```
 */
export abstract class Model extends Module {
  readonly #runtime: ModelRuntime;

  constructor(config: ModelConfig = {}) {
    super();
    this.#runtime = new ModelRuntime(this, modelName(config, new.target.name));
  }

  get className(): string {
    return this.constructor.name || 'Model';
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

  /** The optimizer that `compile` was given; its `learningRate` may be set between two steps. A `STATE` error where there is none. */
  get optimizer(): Optimizer {
    return this.#runtime.optimizer('optimizer');
  }

  /**
   * Where the model runs: the backend that `compile` was given, or the installed one that was found, which is `undefined` until something
   * has run. Its `details` say what it turned out to be, as soon as something has run: threads and SIMD build, or the engine.
   *
   * @example
   * ```ts
   * import { Dense, sequential } from '@bernoulli/api';
   * import { cpu } from '@bernoulli/backend-cpu';
   * const model = sequential([new Dense({ units: 1 })]);
   * model.compile({ seed: 1, backend: cpu({ threads: 1 }) });
   * await model.predict([[1, 2]]);
   * [model.backend?.name, model.backend?.details?.['threads']]; // => ['cpu', 1]
   * ```
   */
  get backend(): Backend | undefined {
    return this.#runtime.backend;
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
    this.#runtime.configure(readCompileConfig(config));
  }

  /**
   * Makes the weights for inputs whose rows have this shape (one per input of `call`). The first data does it otherwise, and is taken for
   * `f32`. A row may say its dtype, as `{ dtype: 'i32', shape: [16] }` for the numbers of words, and leave sizes open: `[null, 8]` takes
   * rows of any length, and so does `{ shape: [null, 8], names: ['words', null] }`, where that length has a name: sizes of one name are one size.
   *
   * @throws BernoulliError `SHAPE` or `CONFIG`, with the layer's path, for sizes that a layer cannot take.
   * @example
   * ```ts
   * import { Dense, sequential } from '@bernoulli/api';
   * const model = sequential([new Dense({ units: 3 })]);
   * model.compile({ seed: 1 });
   * model.buildFor([4]);
   * Object.keys(await model.getWeights()); // => ['sequential/dense/kernel', 'sequential/dense/bias']
   * ```
   */
  buildFor(...rows: RowLike[]): void {
    this.#runtime.build(
      rows.map((row) => readRowType('buildFor', row)),
      this.#runtime.compiled('buildFor').seed,
    );
  }

  /**
   * Trains for `epochs` passes over the data.
   *
   * @param x nested arrays, or a typed array with a shape; a list of these for several inputs, or each by its name; or an iterable of
   * batches `{ x, y }`
   * @param y labels, one row per row of x, or a record of them by output; left out where x brings them
   * @returns the figures of every epoch
   * @throws BernoulliError `DATA`, `SHAPE` for unusable data, `NON_FINITE` when the loss goes wrong, `ABORTED` on the signal;
   * the weights are those of the last good step
   */
  fit(x: Inputs | BatchSource, y?: Labels | FitOptions, options?: FitOptions): Promise<History> {
    const [labels, settings] = afterX(x, y, options);
    return this.#runtime.training(() => fit(this.#runtime, x, labels, settings));
  }

  /** One training step on one batch. `masks` (by site path, 1 keeps) are used instead of being drawn. Returns loss and metrics. */
  trainOnBatch(x: Inputs, y: Labels, options?: TrainOnBatchOptions): Promise<Logs> {
    return trainOnBatch(this.#runtime, x, y, options);
  }

  /** Loss and metrics over all rows, without noise; `x` as for `fit`. The loss is the mean over the rows, whatever its reduction in training. */
  evaluate(x: Inputs | BatchSource, y?: Labels | EvaluateOptions, options?: EvaluateOptions): Promise<Logs> {
    const [labels, settings] = afterX(x, y, options);
    return evaluate(this.#runtime, x, labels, settings);
  }

  /** Predictions without noise: `f32 [rows, …]`, or a record of them for a model that returns one. `toArray()` nests them. */
  predict(x: Inputs, options?: PredictOptions): Promise<PerOutput<this, TensorValue>> {
    return predict(this.#runtime, x, options) as Promise<PerOutput<this, TensorValue>>;
  }

  /**
   * Monte-Carlo dropout: mean and variance, per output, of the predictions of `samples` thinned networks (variance divided by
   * `samples`). Every sample has noise of its own, also where the rows of a batch share a mask, and none has that of a training step.
   * One seed and one `step` give the same samples again. With `keepSamples` what each of them says is there too: `samples`,
   * `[samples, rows, …]`. Source: Gal and Ghahramani, "Dropout as a Bayesian Approximation", ICML 2016.
   */
  sample(
    x: Inputs,
    options: KeptSamples,
  ): Promise<Record<'mean' | 'variance' | 'samples', PerOutput<this, TensorValue>>>;
  sample(x: Inputs, options?: SampleOptions): Promise<Record<'mean' | 'variance', PerOutput<this, TensorValue>>>;
  sample(x: Inputs, options?: SampleOptions): Promise<never> {
    return sample(this.#runtime, x, options) as Promise<never>;
  }

  /**
   * What every noisy site draws at a training step, by site path: 1 keeps, 0 drops. The model must be built. Where the law depends on
   * weights, those of now are meant; where it depends on the input, hand in the rows: `masks(step, { x })`.
   *
   * @param step from 0 up; `progress.step` is the next one
   * @throws BernoulliError `DATA` where a law depends on the input and no rows are given.
   */
  masks(step: number, options?: MaskOptions): Promise<Record<string, TensorValue>> {
    return drawMasks(this.#runtime, step, options);
  }

  /**
   * log P of a thinned network: Σ m_j log p_j + (1 − m_j) log(1 − p_j) over all sites of `masks`, conditional on the layers below.
   * −Infinity for masks that cannot be drawn. The rows, `x`, are needed where a law depends on them; the weights are those of now.
   */
  logProbability(masks: Masks, options?: LawOptions): Promise<number> {
    return logProbability(this.#runtime, masks, options);
  }

  /**
   * A way to train of one's own, beside `fit` or instead of it: an objective on the rows of a batch, the optimizer, and the weights that it
   * moves. Returns the function that takes a step. Layers are used in the objective as in `call`, as often as wanted.
   *
   * @throws BernoulliError `CONFIG` for a bad setting; at the first step `CONFIG`, `SHAPE` or `DTYPE` for an objective that is no scalar.
   * @example
   * ```ts
   * import { Dense, sequential } from '@bernoulli/api';
   * import { cpu } from '@bernoulli/backend-cpu';
   * const model = sequential([new Dense({ units: 1 })]);
   * model.compile({ seed: 1, backend: cpu() });
   * const step = model.step({
   *   optimizer: 'adam',
   *   objective: ({ x, y }) => model.apply(x[0]!).sub(y['y']!).abs().mean(),
   * });
   * (await step({ x: [[1], [2]], y: [[2], [4]] })).loss > 0; // => true
   * ```
   */
  step(config: StepConfig): OwnStep {
    return ownStep(this.#runtime, config);
  }

  /**
   * The model as a program: its graph, who fills each input, the sites that draw, and the values that its state begins with. For exporters,
   * and for training on several machines.
   *
   * @throws BernoulliError `STATE` for a model that is not built, or was compiled without what the program needs.
   */
  program(kind: ProgramKind, options?: ProgramOptions): Promise<ModelProgram> {
    return modelProgram(this.#runtime, kind, options);
  }

  /** A copy of every weight, by path; or as a list in the order of Keras's `get_weights()`, with `{ as: 'list' }`. */
  getWeights(options?: { readonly as?: 'record' }): Promise<Record<string, TensorValue>>;
  getWeights(options: { readonly as: 'list' }): Promise<TensorValue[]>;
  getWeights(options?: WeightOptions): Promise<Record<string, TensorValue> | TensorValue[]> {
    return readWeights(this.#runtime, options);
  }

  /**
   * Sets weights by path, where those left out keep their values; or all of them, as a list in the order of `getWeights({ as: 'list' })`.
   *
   * @throws BernoulliError `NAME` for a path that is not there, `SHAPE` for a wrong shape or length, `DATA` for NaN and infinities; then nothing
   * has been set.
   */
  setWeights(weights: Readonly<Record<string, ArrayInput>> | readonly ArrayInput[]): Promise<void> {
    return writeWeights(this.#runtime, weights);
  }

  /**
   * A copy of the average of every weight that training moves, by path, where the optimizer keeps one (`useEma`, `swaStart`).
   * `fit` puts them in the place of the weights when it ends; in the middle, and for steps of one's own, `setWeights` does.
   *
   * @param step the name of a step of one's own. Default: the way to train that `fit` takes
   * @throws BernoulliError `STATE` where there are none yet.
   * @example
   * ```ts
   * import { Dense, SGD, sequential } from '@bernoulli/api';
   * import { cpu } from '@bernoulli/backend-cpu';
   * const model = sequential([new Dense({ units: 1 })]);
   * model.compile({ optimizer: new SGD({ useEma: true }), loss: 'meanSquaredError', seed: 1, backend: cpu() });
   * await model.trainOnBatch([[1], [2]], [[2], [4]]);
   * await model.setWeights(await model.averagedWeights());
   * ```
   */
  averagedWeights(step?: string): Promise<Record<string, TensorValue>> {
    return readAverages(this.#runtime, step);
  }

  /** A table of the layers: place, type, what they give, numbers in their weights, and whether an optimizer moves those. */
  summary(options?: SummaryOptions): string {
    return summary(this.#runtime, options);
  }

  /** What the model, once built, is made of, as plain data: layers, shapes, weights, and what reads what. */
  structure(): ModelStructure {
    return structureOf(this.#runtime, 'structure');
  }

  /** The inference graph for any batch size, and the weights it carries: what an exporter needs. */
  async inferenceGraph(): Promise<{
    name: string;
    graph: Graph;
    weights: Record<string, TensorData>;
    sizeNames: ReadonlyMap<number, string>;
  }> {
    const { graph, weights, sizeNames } = await this.program('inference');
    return { name: this.name, graph, weights: { ...weights }, sizeNames };
  }

  /** Frees what the backend holds. The model cannot be used after. */
  dispose(): Promise<void> {
    return this.#runtime.store.dispose();
  }

  /** For the library's own rooms. @internal */
  static runtimeOf(model: Model, who = 'Model'): ModelRuntime {
    if (!(typeof model === 'object' && model !== null && #runtime in model))
      fail('CONFIG', { who, what: 'takes a model of this copy of the library', received: asGiven(model) });
    return model.#runtime;
  }
}

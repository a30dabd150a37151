/** What stands behind a model: its configuration, its numbers, its compiled programs, and how far training has come. */
import { getInitializer } from '../initializers/index.ts';
import { fail, Mutex, type Backend, type TensorType } from '../ir/index.ts';
import type { Optimizer } from '../optimizers/index.ts';
import { traceForward, type Traceable } from '../programs/forward.ts';
import { symbolic, type RowType } from '../programs/predict.ts';
import type { Program } from '../programs/program.ts';
import type { Target } from '../programs/targets.ts';
import { siteKey } from '../random/index.ts';
import { frozenPaths, isFrozen } from '../tracing/frozen.ts';
import { modulePaths } from '../tracing/module-paths.ts';
import type { Module } from '../tracing/module.ts';
import { isSlotName, isStateName, keyPath, SAMPLES, SHUFFLE, slotWeight } from '../tracing/ports.ts';
import type { Mode } from '../tracing/trace.ts';
import { buildModel, checkRowTypes, inputsOfCall, isOpen, outputShapes, TRIAL_ROWS, type Built } from './built.ts';
import { CarriedStates } from './carried-states.ts';
import { freshProgress, type Compiled, type OutputShape } from './compiled.ts';
import { findBackend } from './find-backend.ts';
import { KeyPaths } from './key-paths.ts';
import { LruCache } from './lru-cache.ts';
import { bytesPerRow } from './rows-per-run.ts';
import type { Job } from './runner.ts';
import { StateStore, type Placement } from './state-store.ts';

/** Which program is meant: traced when it is first asked for. */
export interface Wanted {
  /** Tells the programs of a configuration apart. */
  readonly key: string;
  readonly make: () => Program;
}

/** How many traced programs, and trial runs, are kept: traces are small beside what a backend makes of them. */
const capacity = 64;

/** What was found by tracing the model for rows of some size. */
interface Trial {
  readonly bytesPerRow: number;
  readonly outputs: readonly OutputShape[];
}

export class ModelRuntime implements Traceable {
  readonly model: Module;
  readonly name: string;
  readonly store = new StateStore();
  /** What layers carry from batch to batch. */
  readonly states = new CarriedStates(() => this.paths);
  readonly progress = freshProgress();
  #compiled: Compiled | undefined;
  /** Known once the configuration has run something. */
  #placement: Placement | undefined;
  #finding: Promise<void> | undefined;
  #built: Built | undefined;
  #targets: readonly Target[] | undefined;
  #paths: ReadonlyMap<Module, string> | undefined;
  readonly #keys = new KeyPaths();
  readonly #programs = new LruCache<string, Program>(capacity);
  readonly #trials = new LruCache<string, Trial>(capacity);
  readonly #mutex = new Mutex();
  #training = false;
  /** The one way to train of the user's own that has no name. */
  #unnamedStep: number | undefined;

  constructor(model: Module, name: string) {
    this.model = model;
    this.name = name;
  }

  get paths(): ReadonlyMap<Module, string> {
    return (this.#paths ??= modulePaths(this.model, this.name));
  }

  /** A new configuration begins a new training: the weights stay, the optimizer's state and the progress start anew. */
  configure(compiled: Compiled): void {
    if (this.#training)
      fail('STATE', { who: 'compile', at: this.name, what: 'fit is running', hint: 'Wait for it to end' });
    this.store.discard(isSlotName);
    Object.assign(this.progress, freshProgress());
    this.#compiled = compiled;
    this.#placement = this.#finding = undefined;
    this.#targets = undefined;
    this.#unnamedStep = undefined;
    this.#programs.clear();
  }

  /** Lets one way to train go without a name: two would share a state that belongs to one of them. */
  claimUnnamed(step: number): void {
    this.#unnamedStep ??= step;
    if (this.#unnamedStep !== step)
      fail('CONFIG', {
        who: 'step',
        at: this.name,
        what: 'needs a name, since another step of the model has none',
        hint: 'Give it one',
      });
  }

  /** Runs `fit`'s loop; there is one at a time. */
  async training<T>(loop: () => Promise<T>): Promise<T> {
    if (this.#training)
      fail('STATE', { who: 'fit', at: this.name, what: 'fit is running already', hint: 'Wait for it to end' });
    this.#training = true;
    try {
      return await loop();
    } finally {
      this.#training = false;
    }
  }

  /** Runs work that reads or changes weights and progress together, one piece after the other. */
  turn<T>(work: () => T | Promise<T>): T | Promise<T> {
    return this.#mutex.take(work);
  }

  get isCompiled(): boolean {
    return this.#compiled !== undefined;
  }

  /** The backend of `compile`, or the one that was found once it was needed. */
  get backend(): Backend | undefined {
    return this.#placement?.backend ?? this.#compiled?.backend;
  }

  compiled(who: string): Compiled {
    return (
      this.#compiled ??
      fail('STATE', { who, at: this.name, what: 'the model is not compiled', hint: 'Call compile first' })
    );
  }

  optimizer(who: string): Optimizer {
    return (
      this.compiled(who).optimizer ??
      fail('STATE', {
        who,
        at: this.name,
        what: 'the model was compiled without an optimizer',
        hint: 'Give compile one',
      })
    );
  }

  /** True when there is a loss, so that the model can be trained and evaluated. */
  get hasTargets(): boolean {
    return this.#compiled?.targets !== undefined;
  }

  /** Losses and metrics, output by output, which training and evaluation need. The model must be built. */
  targets(who: string): readonly Target[] {
    const targets = this.compiled(who).targets ?? this.#withoutLoss(who);
    return (this.#targets ??= targets(this.built(who).outputs));
  }

  /** Fails for a model that has no loss, before any data is looked at. */
  requireLoss(who: string): void {
    if (this.compiled(who).targets === undefined) this.#withoutLoss(who);
  }

  #withoutLoss(who: string): never {
    return fail('STATE', {
      who,
      at: this.name,
      what: 'the model was compiled without a loss',
      hint: 'Give compile one',
    });
  }

  built(who: string): Built {
    return (
      this.#built ??
      fail('STATE', {
        who,
        at: this.name,
        what: 'the model is not built',
        hint: 'Train it, predict with it, or call buildFor first',
      })
    );
  }

  get isBuilt(): boolean {
    return this.#built !== undefined;
  }

  /** Whether training moves a weight: one that is declared so, outside all modules that are frozen. */
  isTrainable(path: string): boolean {
    return this.built('Model').parameters.get(path)!.trainable && !isFrozen(frozenPaths(this.paths), path);
  }

  /** How many inputs the model takes: what it was built for, and what its `call` says until then. */
  get inputCount(): number {
    return this.#built?.rows.length ?? inputsOfCall(this.model);
  }

  /** What inputs are taken for: what they were built for, and `f32` until then. */
  inputDType(input: number): TensorType['dtype'] {
    return this.#built?.rows[input]?.dtype ?? 'f32';
  }

  /** Makes the parameters at the first call; later calls check that the rows are such as the first ones. */
  build(rows: readonly RowType[], seed: number | bigint): Built {
    if (this.#built !== undefined) {
      checkRowTypes(this.name, this.#built.rows, rows);
      return this.#built;
    }
    const { built, trial } = buildModel(this, this.name, rows);
    this.#keys.add('the order of rows', SHUFFLE);
    for (const site of built.places)
      for (const purpose of ['', SAMPLES]) this.#keys.add('the site', keyPath(purpose, site));
    for (const path of built.parameters.keys()) this.#keys.add('the weight', path);
    for (const [path, { shape, initializer }] of built.parameters) {
      const draw = (): Float32Array => getInitializer(initializer).draw(siteKey(seed, path, 0), shape);
      this.store.initialize(path, () => ({ dtype: 'f32', shape, data: draw() }));
    }
    if (!isOpen(rows))
      this.#trials.get(trialKey('infer', rows), () => ({
        bytesPerRow: bytesPerRow(trial.trace, TRIAL_ROWS),
        outputs: built.outputs,
      }));
    this.#built = built;
    return built;
  }

  #trial(mode: Mode, rows: readonly RowType[]): Trial {
    return this.#trials.get(trialKey(mode, rows), () => {
      const trial = traceForward(this, symbolic(rows, TRIAL_ROWS), { mode });
      return { bytesPerRow: bytesPerRow(trial.trace, TRIAL_ROWS), outputs: outputShapes(trial, this.name) };
    });
  }

  /** What a run needs for each row, apart from the weights. */
  bytesPerRow(mode: Mode, rows: readonly RowType[]): number {
    return this.#trial(mode, rows).bytesPerRow;
  }

  /** The predictions for rows of such sizes, batch first. */
  outputs(rows: readonly RowType[]): readonly OutputShape[] {
    const { outputs, rows: known } = this.built('Model');
    return isOpen(known) ? this.#trial('infer', rows).outputs : outputs;
  }

  /** A program on so many rows of data. `kind` tells its structure. */
  wanted(
    kind: string,
    count: number,
    rows: readonly RowType[],
    make: (inputs: readonly TensorType[]) => Program,
  ): Wanted {
    const sizes = isOpen(this.built('Model').rows) ? `|${rowsText(rows)}` : '';
    return { key: `${kind}|${count}${sizes}`, make: () => make(symbolic(rows, count)) };
  }

  /** A program, traced once. */
  program({ key, make }: Wanted): Program {
    return this.#programs.get(key, () => this.checked(make()));
  }

  /** A program of the model, once it is known that its weights and its keys are the model's, and no key is another's. */
  checked(program: Program): Program {
    const { parameters } = this.built('Model');
    for (const { name } of program.graph.state)
      if (!isStateName(name) && !parameters.has(isSlotName(name) ? slotWeight(name) : name))
        fail('STATE', {
          who: 'Model',
          at: name,
          what: 'the weight was not there when the model was built',
          hint: 'call must use every layer, each time',
        });
    for (const feed of program.feeds.values()) if (feed.from === 'key') this.#keys.add('the site', feed.path);
    return program;
  }

  /** Runs a program, traced and compiled at first use. It answers at once where nothing has to be waited for. */
  run<T>(wanted: Wanted, job: Job<T>): T | Promise<T> {
    if (this.#placement === undefined) {
      this.#finding ??= this.#find(this.compiled('Model'));
      return this.#finding.then(() => this.run(wanted, job));
    }
    const program = this.program(wanted);
    const zeros = this.states.begin(program);
    if (zeros === undefined) return this.store.run(wanted.key, program, this.#placement, job);
    const written = this.store.write(zeros);
    return Promise.all([this.store.run(wanted.key, program, this.#placement, job), written]).then(([made]) => made);
  }

  /** The backend of `compile`, or the one that is installed, once what an earlier configuration compiled is given back. */
  async #find(compiled: Compiled): Promise<void> {
    await this.store.release();
    const backend = compiled.backend ?? (await findBackend());
    if (this.#compiled === compiled) this.#placement = { backend, seed: compiled.seed };
  }
}

function trialKey(mode: Mode, rows: readonly RowType[]): string {
  return `${mode}|${rowsText(rows)}`;
}

function rowsText(rows: readonly RowType[]): string {
  return rows.map(({ dtype, shape }) => `${dtype}[${shape.join()}]`).join();
}

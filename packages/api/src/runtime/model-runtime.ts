/** What stands behind a model: its configuration, its numbers, its compiled programs, and how far training has come. */
import { BATCH, fail, printShape, sameShape, type Backend, type Shape } from '../ir/index.ts';
import type { Loss } from '../losses/index.ts';
import type { Metric } from '../metrics/index.ts';
import { modulePaths, type Module, type Parameter } from '../tracing/module.ts';
import type { Optimizer } from '../optimizers/index.ts';
import { siteKey } from '../random/index.ts';
import type { Mode, TracedCall } from '../tracing/trace.ts';
import { findBackend } from './find-backend.ts';
import { traceModel, type Forward, type Program } from '../programs/program.ts';
import { LruCache } from './lru-cache.ts';
import { bytesPerRow } from './rows-per-run.ts';
import { StateStore, type Placement } from './state-store.ts';
import type { Job } from './runner.ts';
import { isSlotName } from '../programs/ports.ts';
import { Mutex } from '../ir/mutex.ts';

/** What `compile` settled. */
export interface Compiled {
  readonly optimizer: Optimizer | undefined;
  readonly loss: Loss | undefined;
  /** Made once the shape of the predictions is known: the name `accuracy` depends on it. */
  readonly metrics: (output: Shape) => readonly Metric[];
  readonly seed: number | bigint;
  readonly backend: Backend | undefined;
}

/** How far training has come. With the seed it is the whole state of the randomness. */
export interface Progress {
  /** Training steps taken. */
  step: number;
  /** Epochs begun and ended by `fit`. */
  epoch: number;
  /** Batches done of an epoch that was interrupted. */
  batch: number;
  /** The epoch at which the last `fit` began. */
  base: number;
}

/** What the model is once it has seen the shape of its inputs. */
export interface Built {
  /** Shape of one row of each input. */
  readonly rowShapes: readonly Shape[];
  /** Shape of the predictions for one row. */
  readonly outputRow: Shape;
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly calls: readonly TracedCall[];
}

/** Which program is meant. */
export interface Wanted {
  /** Tells the programs of a configuration apart: structure and number of rows. */
  readonly key: string;
  readonly rows: number;
  readonly program: (shapes: readonly Shape[]) => Program;
}

/** How many traced programs are kept: traces are small beside what a backend makes of them. */
const programCapacity = 64;

export class ModelRuntime {
  readonly model: Module;
  readonly name: string;
  readonly store = new StateStore();
  readonly progress: Progress = { step: 0, epoch: 0, batch: 0, base: 0 };
  #compiled: Compiled | undefined;
  /** Known once the configuration has run something. */
  #placement: Placement | undefined;
  #finding: Promise<void> | undefined;
  #built: Built | undefined;
  #metrics: readonly Metric[] | undefined;
  #paths: ReadonlyMap<Module, string> | undefined;
  readonly #programs = new LruCache<string, Program>(programCapacity);
  readonly #bytesPerRow = new Map<Mode, number>();
  readonly #mutex = new Mutex();
  #training = false;

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
    Object.assign(this.progress, { step: 0, epoch: 0, batch: 0, base: 0 });
    this.#compiled = compiled;
    this.#placement = this.#finding = undefined;
    this.#metrics = undefined;
    this.#programs.clear();
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

  compiled(who: string): Compiled {
    return (
      this.#compiled ??
      fail('STATE', { who, at: this.name, what: 'the model is not compiled', hint: 'Call compile first' })
    );
  }

  /** Loss and optimizer, which training and evaluation need. */
  loss(who: string): Loss {
    return (
      this.compiled(who).loss ??
      fail('STATE', { who, at: this.name, what: 'the model was compiled without a loss', hint: 'Give compile one' })
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

  get metrics(): readonly Metric[] {
    return (this.#metrics ??= this.compiled('Model').metrics([BATCH, ...this.built('Model').outputRow]));
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

  /** Makes the parameters at the first call; later calls check that the shapes are the same. */
  build(rowShapes: readonly Shape[], seed: number | bigint): Built {
    if (this.#built !== undefined) {
      const wanted = this.#built.rowShapes;
      if (wanted.length !== rowShapes.length || !wanted.every((shape, i) => sameShape(shape, rowShapes[i]!)))
        fail('SHAPE', {
          who: 'Model',
          at: this.name,
          what: `takes rows of shape ${wanted.map(printShape).join(' and ')}`,
          received: rowShapes.map(printShape).join(' and '),
        });
      return this.#built;
    }
    for (const [module, path] of this.paths)
      if (module.ownsWeights)
        fail('STATE', {
          who: module.className,
          at: path,
          what: 'a model that has weights of its own cannot be part of another, which would make new ones',
          hint: 'Put a fresh one there, and copy the weights with getWeights and setWeights',
        });
    // Two rows, so that a layer which confuses the batch with another axis is found here.
    const { output, parameters, calls } = this.#traceTwoRows(rowShapes, 'infer');
    if (output.shape[0] !== 2)
      fail('SHAPE', {
        who: 'Model',
        at: this.name,
        what: 'call must return one row per row of its input: [batch, …]',
        received: `${printShape(output.shape)} for a batch of 2`,
      });
    for (const { path, parameter } of parameters) {
      const { shape, initializer } = parameter;
      const draw = (): Float32Array => initializer.draw(siteKey(seed, path, 0), shape);
      this.store.initialize(path, () => ({ dtype: 'f32', shape, data: draw() }));
    }
    this.#built = {
      rowShapes,
      outputRow: output.shape.slice(1),
      parameters: new Map(parameters.map((p) => [p.path, p.parameter])),
      calls,
    };
    return this.#built;
  }

  #traceTwoRows(rowShapes: readonly Shape[], mode: Mode): Forward {
    const forward = traceModel(
      this.model,
      this.paths,
      rowShapes.map((shape) => [2, ...shape]),
      { mode },
    );
    const isParameter = (input: string): boolean => forward.trace.parameters.has(input);
    this.#bytesPerRow.set(mode, bytesPerRow(forward.trace.b, isParameter, 2));
    return forward;
  }

  /** What a run needs for each row, apart from the weights. */
  bytesPerRow(mode: Mode): number {
    if (!this.#bytesPerRow.has(mode)) this.#traceTwoRows(this.built('Model').rowShapes, mode);
    return this.#bytesPerRow.get(mode)!;
  }

  /** A program, traced once. */
  program({ key, rows, program }: Wanted): Program {
    return this.#programs.get(key, () => {
      const { rowShapes, parameters } = this.built('Model');
      const made = program(rowShapes.map((shape) => [rows, ...shape]));
      for (const { name } of made.graph.state)
        if (!parameters.has(name) && !isSlotName(name))
          fail('STATE', {
            who: 'Model',
            at: name,
            what: 'the weight was not there when the model was built',
            hint: 'call must use the same layers each time',
          });
      return made;
    });
  }

  /** Runs a program, traced and compiled at first use. It answers at once where nothing has to be waited for. */
  run<T>(wanted: Wanted, job: Job<T>): T | Promise<T> {
    if (this.#placement === undefined) {
      this.#finding ??= this.#find(this.compiled('Model'));
      return this.#finding.then(() => this.run(wanted, job));
    }
    return this.store.run(wanted.key, this.program(wanted).graph, this.#placement, job);
  }

  /** The backend of `compile`, or the one that is installed, once what an earlier configuration compiled is given back. */
  async #find(compiled: Compiled): Promise<void> {
    await this.store.release();
    const backend = compiled.backend ?? (await findBackend());
    if (this.#compiled === compiled) this.#placement = { backend, seed: compiled.seed };
  }
}

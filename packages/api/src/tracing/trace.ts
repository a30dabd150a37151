/** Call a model once, get a graph: what a trace knows while the model's `call` runs. */
import {
  fail,
  GraphBuilder,
  printShape,
  sameShape,
  type DType,
  type NodeId,
  type Shape,
  type TensorType,
} from '../ir/index.ts';
import type { Schedule } from '../schedules/schedule.ts';
import { frozenPaths, isFrozen } from './frozen.ts';
import type { Module, Parameter } from './module.ts';
import { keyName, keyPath, maskName, ROW_OFFSET, SAMPLES, scalarName, sitePath, type Feed } from './ports.ts';
import { scalarAt } from './scalar-at.ts';
import { scan, type ScanBody, type Scanned, type ScanOptions } from './scan.ts';
import type { Site, SiteRequest } from './site.ts';
import { Tensor } from './tensor.ts';
import type { TracedCall, TracedLoss, TracedParameter } from './traced.ts';

/**
 * What the graph is for. `train`: noise is drawn. `infer`: no noise, so the graph holds no dropout at all. `sample`: noise is
 * drawn, and everything else behaves as in `infer`: Monte-Carlo dropout.
 */
export type Mode = 'train' | 'infer' | 'sample';

const traces = new WeakMap<GraphBuilder, Trace>();

export interface TraceOptions {
  readonly mode: Mode;
  /** Paths of sites whose noise is handed in as an input `mask:<path>` instead of drawn. */
  readonly injected?: ReadonlySet<string>;
  /** Which of several ways to train draws: each has keys of its own. Default: the one that `fit` takes. */
  readonly step?: string;
  /** Scalars become constants, with the value of this step: for graphs that leave the house. */
  readonly scalarsAt?: number;
  /** How many rows side by side are samples of one. Default 1. */
  readonly samples?: number;
  /** True: what layers carry from batch to batch comes in with each run: for graphs that leave the house. */
  readonly statesGiven?: boolean;
}

/**
 * One reading of a model: a builder, and what the model's code wrote into it: parameters, noise, scalars, losses, calls. Layers see it
 * where they need to know what the graph is for: `Trace.of(x).mode`.
 *
 * @example
 * ```ts
 * import { Dense, Trace } from '@bernoulli/api';
 * const layer = new Dense({ units: 3 });
 * const trace = new Trace(new Map([[layer, 'net/dense']]), { mode: 'infer' });
 * layer.apply(trace.input('x', { dtype: 'f32', shape: [8, 4] })).shape; // => [8, 3]
 * [...trace.parameters.keys()]; // => ['net/dense/kernel', 'net/dense/bias']
 * ```
 */
export class Trace {
  readonly b = new GraphBuilder();
  readonly mode: Mode;
  readonly parameters = new Map<string, TracedParameter>();
  /** What layers put in the place of their weights, by path. */
  readonly replacements = new Map<string, Tensor>();
  readonly sites = new Map<string, Site>();
  /** Paths of all sites, also of those where nothing is drawn. */
  readonly places: string[] = [];
  readonly losses: TracedLoss[] = [];
  readonly calls: TracedCall[] = [];
  /** Who fills each input, by the input's name. */
  readonly feeds = new Map<string, Feed>();
  readonly options: TraceOptions;
  readonly #paths: ReadonlyMap<Module, string>;
  readonly #uses = new Map<string, number>();
  readonly #inputs = new Map<string, Tensor>();
  readonly #frozen: readonly string[];
  /** Values that have rows, whatever they are made of: what a loop carries. */
  readonly withRows = new Set<NodeId>();
  /** For each node so far, whether its value has rows. */
  readonly #hasRows: boolean[] = [];
  /** Inputs without rows: weights, keys, scalars, noise that rows share. */
  readonly #rowless = new Set<NodeId>();
  #stack: string[] = [];

  /** @param paths the place of every module in the tree, from `modulePaths`. */
  constructor(paths: ReadonlyMap<Module, string>, options: TraceOptions) {
    this.#paths = paths;
    this.options = options;
    this.mode = options.mode;
    this.#frozen = frozenPaths(paths);
    traces.set(this.b, this);
  }

  /** The trace that a tensor belongs to. */
  static of(tensor: Tensor): Trace {
    return (
      traces.get(tensor.b) ?? fail('STATE', { who: 'Tensor', what: 'layers apply to tensors of a running trace only' })
    );
  }

  /** The path of the module now being called. */
  get path(): string {
    return this.#stack.at(-1) ?? '';
  }

  /** Number of the first row of the run in the whole batch, an `i32` scalar. */
  get rowOffset(): Tensor {
    return this.input(ROW_OFFSET, { dtype: 'i32', shape: [] }, { from: 'rowOffset' });
  }

  /** True when noise is drawn. */
  get noisy(): boolean {
    return this.mode !== 'infer';
  }

  pathOf(module: Module): string {
    return (
      this.#paths.get(module) ??
      fail('NAME', {
        who: module.className,
        at: this.path || undefined,
        what: 'is not part of the model',
        hint: 'Make it in the constructor and keep it in a property, so that it has a place in the module tree',
      })
    );
  }

  /** True for a module that is not trainable, and for everything inside it. */
  isFrozen(path: string): boolean {
    return isFrozen(this.#frozen, path);
  }

  /** Runs `body` as the code of a module: nodes and errors carry its path. */
  within<T>(path: string, body: () => T): T {
    this.#stack.push(path);
    this.b.site = path;
    try {
      return body();
    } finally {
      this.#stack.pop();
      this.b.site = this.path || undefined;
    }
  }

  /** A run-time input, made once per name. A program can be made of the trace only if every input that it reads has a feed. */
  input(name: string, type: TensorType, feed?: Feed): Tensor {
    const known = this.#inputs.get(name);
    if (known !== undefined) return known;
    const made = new Tensor(this.b, this.b.input(name, type.dtype, type.shape));
    this.#inputs.set(name, made);
    if (feed !== undefined) this.feeds.set(name, feed);
    if (feed?.from === 'key' || feed?.from === 'scalar') this.#rowless.add(made.ref.id);
    return made;
  }

  /** The value of a parameter: carried state, under its path. */
  parameter(path: string, parameter: Parameter): Tensor {
    const known = this.parameters.get(path);
    if (known !== undefined) return known.value;
    const value = new Tensor(this.b, this.b.input(path, 'f32', parameter.shape));
    this.#rowless.add(value.ref.id);
    const trainable = parameter.trainable && !this.isFrozen(path);
    this.parameters.set(path, { path, parameter, value, trainable });
    return value;
  }

  /** A constant scalar. */
  constant(value: number, dtype: DType = 'f32'): Tensor {
    return new Tensor(this.b, this.b.scalar(value, dtype));
  }

  /**
   * A number of the step, as an `f32` scalar: a rate that changes, a temperature. It enters the graph as an input that is filled before
   * each step, so the graph is compiled once. In inference it has the value of the next training step.
   *
   * @param name unique in the module that asks
   * @throws BernoulliError `CONFIG`, at the step and with the module's path, when the schedule gives no finite number.
   */
  scalar(name: string, schedule: Schedule): Tensor {
    const at = this.path === '' ? name : `${this.path}/${name}`;
    const { scalarsAt } = this.options;
    if (scalarsAt !== undefined) return this.constant(scalarAt(schedule, scalarsAt, at));
    return this.input(scalarName(at), { dtype: 'f32', shape: [] }, { from: 'scalar', at, schedule });
  }

  /**
   * Adds a penalty to the loss that is trained and evaluated: a scalar, or one number per row, `f32 [batch]`, whose mean over the rows of
   * the data is added.
   *
   * @throws BernoulliError `SHAPE` or `DTYPE` for anything else.
   */
  addLoss(value: Tensor): void {
    if (value.dtype !== 'f32')
      fail('DTYPE', { who: 'addLoss', at: this.path, what: 'the loss must be f32', received: value.dtype });
    if (value.rank > 1)
      fail('SHAPE', {
        who: 'addLoss',
        at: this.path,
        what: 'the loss must be a scalar, or one number per row: [batch]',
        received: printShape(value.shape),
      });
    this.losses.push({ path: this.path, value });
  }

  /** True for a value with a row for each row of the batch: one that depends on the data, or on noise with a draw for each row. */
  hasRows(value: Tensor): boolean {
    for (let id = this.#hasRows.length; id <= value.ref.id; id++) {
      const { op, inputs } = this.b.at(id);
      const given = op === 'input' ? !this.#rowless.has(id) : inputs.some((input) => this.#hasRows[input]!);
      this.#hasRows[id] = given || this.withRows.has(id);
    }
    return this.#hasRows[value.ref.id]!;
  }

  /**
   * A loop over the first axis of `xs`, as one node however many steps there are: `body` is called once, with what is carried, first `init`,
   * and with one step of each of `xs`, and returns what is carried next, then other results. Weights, scalars and noise that it uses are read
   * outside the loop: noise is drawn once, and is the same in all steps.
   *
   * @returns `last`, what is carried after the last step, and `all`, what `body` returned at each step, stacked: `[steps, …]`
   * @throws BernoulliError `SHAPE` where the number of steps is not known, or where what is carried changes its type; `CONFIG` for a body that
   * adds losses, replaces weights, or draws noise that depends on what it reads.
   * @example
   * ```ts
   * import { Trace } from '@bernoulli/api';
   * const trace = new Trace(new Map(), { mode: 'infer' });
   * const x = trace.input('x', { dtype: 'f32', shape: [500, 8] });
   * const { last, all } = trace.scan([trace.constant(0)], [x], ([sum], [now]) => [sum!.add(now!.sum())]);
   * [last[0]!.shape, all[0]!.shape]; // => [[], [500]]
   * ```
   */
  scan(init: readonly Tensor[], xs: readonly Tensor[], body: ScanBody, options: ScanOptions = {}): Scanned {
    return scan(this, init, xs, body, options);
  }

  /**
   * One use of a noisy layer: opens a site at the layer's path, takes its noise from `draw`, or from outside, and keeps it.
   *
   * @throws BernoulliError `CONFIG` for an `every` that is no whole number from 1 up or Infinity; `SHAPE` when what is drawn has another type.
   */
  site({ type, rows, every = 1, draw, logProbability }: SiteRequest): Tensor {
    const at = this.path;
    const path = this.skipSite();
    if (every !== Infinity && !(Number.isSafeInteger(every) && every >= 1))
      fail('CONFIG', {
        who: 'site',
        at: path,
        what: 'every must be a whole number from 1 up, or Infinity',
        received: every,
      });
    if (rows !== 'own' && rows !== 'groups' && rows !== 'shared')
      fail('CONFIG', { who: 'site', at: path, what: "rows must be 'own', 'groups' or 'shared'", received: rows });
    const noise = this.options.injected?.has(path)
      ? this.#injected(path, type, rows)
      : draw({ key: this.#key(path, every), rowOffset: this.#rowOffset(rows), type });
    if (!(noise instanceof Tensor))
      fail('CONFIG', { who: 'noise', at: path, what: 'draw must return a tensor', received: typeof noise });
    if (noise.dtype !== type.dtype || !sameShape(noise.shape, type.shape))
      fail('SHAPE', { who: 'noise', at: path, what: `must be ${printType(type)}`, received: printType(noise) });
    this.sites.set(path, {
      path,
      type,
      rows,
      every,
      noise,
      logProbability: () => this.within(at, () => logProbability(noise)),
    });
    return noise;
  }

  /**
   * What a noisy layer calls instead of `site` where nothing is drawn, so that its place is known, and compared with all others that draw,
   * once the model is built. Returns the path.
   */
  skipSite(): string {
    const use = this.#uses.get(this.path) ?? 0;
    this.#uses.set(this.path, use + 1);
    const path = sitePath(this.path, use);
    this.places.push(path);
    return path;
  }

  #injected(path: string, type: TensorType, rows: SiteRequest['rows']): Tensor {
    const noise = this.input(maskName(path), type, { from: 'mask', site: path });
    if (rows === 'shared') this.#rowless.add(noise.ref.id);
    return noise;
  }

  #key(site: string, every: number): Tensor {
    const path = keyPath(this.mode === 'sample' ? SAMPLES : (this.options.step ?? ''), site);
    return this.input(keyName(site), { dtype: 'i32', shape: [2] }, { from: 'key', site, path, every });
  }

  /** Rows that share a draw are not numbered. */
  #rowOffset(rows: SiteRequest['rows']): Tensor {
    return rows === 'shared' ? this.constant(0, 'i32') : this.rowOffset;
  }
}

function printType({ dtype, shape }: { readonly dtype: DType; readonly shape: Shape }): string {
  return `${dtype}${printShape(shape)}`;
}

/** The tree of named parameters: modules hold parameters and other modules, and each has a path. */
import { isPlainObject } from '../config/plain-object.ts';
import type { ConstraintLike } from '../constraints/index.ts';
import type { InitializerLike } from '../initializers/index.ts';
import { checkKeys, fail, isPathPart, PATH_PART_RULE, printShape, sameShape, type Shape } from '../ir/index.ts';
import type { RegularizerLike } from '../regularizers/index.ts';
import { carriedState, carryState } from './carried.ts';
import { placed } from './placed.ts';
import { substituteOf } from './substitutes.ts';
import { applySymbolically, isSymbolic } from './symbolic.ts';
import { Tensor } from './tensor.ts';
import { Trace } from './trace.ts';

/** An array that training changes. Its values live with the model; this says what it is. */
export interface Parameter {
  /** Unique in its module, as in `kernel`. */
  readonly name: string;
  readonly shape: Shape;
  /** These three by name, as `'zeros'`, as a thing, or as its stored form. */
  readonly initializer: InitializerLike;
  readonly regularizer?: RegularizerLike;
  readonly constraint?: ConstraintLike;
  /** False for what the optimizer must leave alone. */
  readonly trainable: boolean;
}

/** What a module returns: one value, or several by name. */
export type Outputs = Tensor | Readonly<Record<string, Tensor>>;

const weightKeys = [
  'name',
  'shape',
  'initializer',
  'regularizer',
  'constraint',
  'trainable',
] satisfies (keyof Parameter)[];

/** What `addWeight` is told. */
export type ParameterConfig = Omit<Parameter, 'trainable'> & { readonly trainable?: boolean };

/**
 * A part of a model: it may hold parameters, other modules in its properties (also in arrays and plain objects), and says in
 * `call` what it does to its inputs. Use a module through `apply`, never through `call`: `apply` gives it its place. Values live
 * with the model: a module used twice in a model has one set of weights, and a module in two models has one in each.
 *
 * @example
 * ```ts
 * import { Dense, Dropout, Model, Module, type Tensor } from '@bernoulli/api';
 * class Block extends Module {
 *   readonly className = 'Block';
 *   dense = new Dense({ units: 4, activation: 'relu' });
 *   dropout = new Dropout({ rate: 0.5 });
 *   call(x: Tensor) {
 *     return this.dropout.apply(this.dense.apply(x)).add(x);
 *   }
 * }
 * class Net extends Model {
 *   blocks = [new Block(), new Block()];
 *   call(x: Tensor) {
 *     return this.blocks.reduce((value, block) => block.apply(value), x);
 *   }
 * }
 * const net = new Net();
 * net.compile({ seed: 1 });
 * net.buildFor([4]);
 * Object.keys(await net.getWeights())[2]; // => 'net/blocks/1/dense/kernel'
 * ```
 */
export abstract class Module {
  /** The class's name in files and messages. Written out, so that it survives a minifier. */
  abstract readonly className: string;
  /**
   * False freezes the weights of the module and of all modules in it: no step moves or replaces them. It is read when the model is
   * compiled: set it before `compile`.
   */
  trainable = true;
  readonly #parameters = new Map<string, Parameter>();
  #resets = 0;
  #inputShapes: readonly Shape[] | undefined;

  /** What the module computes: one tensor, or a record of tensors. */
  abstract call(...inputs: Tensor[]): Outputs;

  /** Makes the parameters, once the shapes of the inputs are known. Called once, before the first `call`. */
  build(..._inputShapes: Shape[]): void {}

  /**
   * Uses the module on tensors of the running trace, and returns what `call` returns. On what `input` made, and what follows from it, it
   * says what a model out of it would do.
   */
  apply(...inputs: Parameters<this['call']>): ReturnType<this['call']>;
  apply(...inputs: Tensor[]): Outputs {
    const first = inputs[0] ?? fail('CONFIG', { who: this.className, what: 'needs at least one input' });
    inputs.forEach((input, i) => {
      if (!(input instanceof Tensor))
        fail('CONFIG', { who: this.className, what: `input ${i} must be a tensor`, received: nameOf(input) });
    });
    if (isSymbolic(first)) return applySymbolically(this, inputs);
    const trace = Trace.of(first);
    const path = trace.pathOf(this);
    inputs.forEach(({ b, dtype, shape }, i) => {
      if (b !== first.b)
        fail('STATE', {
          who: this.className,
          at: path,
          what: `input ${i} must be a tensor of the running trace, as input 0 is`,
          received: `${dtype}${printShape(shape)} of another`,
        });
    });
    const caller = trace.path;
    return trace.within(path, () => {
      if (this.#inputShapes === undefined) {
        const shapes = inputs.map((x) => x.shape);
        // A build that failed may be tried again: what it declared until then is not kept.
        this.#parameters.clear();
        located(path, () => this.build(...shapes));
        this.#inputShapes = shapes;
      }
      const made = located(path, () => this.call(...inputs));
      this.#checkOutput(made, trace, path);
      // What hands on its input gives a tensor of its own, so that it can be told who was asked for it.
      const output = made instanceof Tensor && inputs.includes(made) ? new Tensor(made.b, made.ref) : made;
      trace.calls.push({ path, module: this, caller, inputs, output });
      return output;
    });
  }

  #checkOutput(output: unknown, trace: Trace, path: string): void {
    const who = this.className;
    const tensors = output instanceof Tensor ? [output] : isPlainObject(output) ? Object.values(output) : [];
    if (tensors.length === 0 || !tensors.every((t) => t instanceof Tensor))
      fail('CONFIG', {
        who,
        at: path,
        what: 'call must return a tensor',
        received: nameOf(output),
        hint: 'Several outputs are a record of tensors by name',
      });
    if (tensors.some((t) => t.b !== trace.b))
      fail('STATE', {
        who,
        at: path,
        what: 'call returned a tensor of another trace',
        hint: 'Work it out from the inputs at each call, and keep no tensor in a property',
      });
  }

  /** Declares a parameter, in `build`. */
  protected addWeight({ trainable = true, ...config }: ParameterConfig): void {
    checkKeys(this.className, config, weightKeys);
    if (!isPathPart(config.name))
      fail('NAME', {
        who: this.className,
        what: `the name of a weight must ${PATH_PART_RULE}`,
        received: JSON.stringify(config.name),
      });
    if (this.#parameters.has(config.name))
      fail('NAME', { who: this.className, what: `has two weights of one name`, received: config.name });
    if (config.shape.some((n) => !(n >= 1)))
      fail('SHAPE', {
        who: this.className,
        what: `weight ${config.name} needs a shape of whole numbers from 1 up`,
        received: printShape(config.shape),
      });
    this.#parameters.set(config.name, { ...config, trainable });
  }

  /** The value of a parameter of this module in the trace that `like` belongs to. */
  protected weight(name: string, like: Tensor): Tensor {
    const parameter =
      this.#parameters.get(name) ??
      fail('NAME', {
        who: this.className,
        what: 'has no such weight',
        received: name,
        hint: this.built ? undefined : 'It is not built yet: use a module through apply, not through call',
      });
    const trace = Trace.of(like);
    const path = `${trace.pathOf(this)}/${name}`;
    return substituteOf(trace, path) ?? trace.parameter(path, parameter);
  }

  /**
   * Puts something else in the place of a weight of this module, after a training step that commits: moving averages, counters. Outside
   * training, and in a module that is frozen, nothing is replaced.
   *
   * @param like any tensor of the running trace
   * @param next gets the value as earlier uses in this step left it; no gradient flows through what it returns
   * @throws BernoulliError `CONFIG` for a weight that the optimizer moves; `SHAPE` when the new value has another type.
   */
  protected replaceWeight(name: string, like: Tensor, next: (now: Tensor) => Tensor): void {
    const value = this.weight(name, like);
    const trace = Trace.of(like);
    const path = `${trace.pathOf(this)}/${name}`;
    const problem = { who: this.className, at: path };
    if (this.#parameters.get(name)!.trainable)
      fail('CONFIG', {
        ...problem,
        what: 'replaceWeight needs a weight that is not trained',
        hint: 'Declare it with trainable: false',
      });
    if (trace.mode !== 'train' || trace.isFrozen(path)) return;
    const made = next(trace.replacements.get(path) ?? value);
    if (made.dtype !== value.dtype || !sameShape(made.shape, value.shape))
      fail('SHAPE', {
        ...problem,
        what: `its next value must be ${value.dtype}${printShape(value.shape)}`,
        received: `${made.dtype}${printShape(made.shape)}`,
      });
    trace.replacements.set(path, made.stopGradient());
  }

  /**
   * What this module carries from batch to batch under a name, `f32 [batch, …]`: zeros at first, then what {@link carry} left, in training,
   * inference and evaluation alike. It belongs to one batch size until `resetStates`; no gradient flows into the batch before.
   *
   * @param like any tensor of the running trace
   * @param shape batch first
   */
  protected carried(name: string, like: Tensor, shape: Shape): Tensor {
    const trace = Trace.of(like);
    return carriedState(trace, `${trace.pathOf(this)}/${name}`, shape);
  }

  /** Sets what {@link carried} begins with in the next batch; samples, which begin with it as well, leave it as it is. */
  protected carry(name: string, next: Tensor): void {
    const trace = Trace.of(next);
    carryState(trace, `${trace.pathOf(this)}/${name}`, next);
  }

  /**
   * What this module and all modules in it carry from batch to batch, as `stateful` layers do, begins anew with the next batch, which may
   * have another size.
   */
  resetStates(): void {
    this.#resets++;
    for (const [, module] of this.children()) module.resetStates();
  }

  /** How often it was reset. @internal */
  get resets(): number {
    return this.#resets;
  }

  /** True for a model that was built: its weights live with it, and not with a model around it. */
  get ownsWeights(): boolean {
    return false;
  }

  /** True once the parameters exist. */
  get built(): boolean {
    return this.#inputShapes !== undefined;
  }

  get parameters(): ReadonlyMap<string, Parameter> {
    return this.#parameters;
  }

  /** Modules held directly, by name: those in own properties, `name/0`, `name/1`, … for those in an array or object. */
  children(): [name: string, module: Module][] {
    const found: [string, Module][] = [];
    const holders = new Set<unknown>();
    const look = (name: string, value: unknown): void => {
      if (value instanceof Module) found.push([name, value]);
      else if (Array.isArray(value) || isPlainObject(value)) {
        if (holders.has(value)) return; // it may hold itself
        holders.add(value);
        for (const [key, item] of Object.entries(value)) look(`${name}/${key}`, item);
      }
    };
    for (const [name, value] of Object.entries(this)) look(name, value);
    return found;
  }
}

/** Adds the place to an error that does not name one yet. */
function located<T>(path: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw placed(error, path);
  }
}

/** What something is, for messages. */
function nameOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value)
    ? 'an array'
    : value instanceof Promise
      ? 'a promise'
      : (value.constructor?.name ?? 'an object');
}

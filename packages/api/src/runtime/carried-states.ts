/** What layers carry from batch to batch: which values are in force, and when they begin anew. */
import { allocate, fail, sizeOf, type Shape, type TensorData } from '../ir/index.ts';
import type { Program } from '../programs/program.ts';
import type { Module } from '../tracing/module.ts';
import { isStateName, layerOfState, readStateName, stateName } from '../tracing/ports.ts';

/** A value as it was last begun: for one shape, and after so many resets of its layer. */
interface InForce {
  readonly name: string;
  readonly shape: Shape;
  readonly resets: number;
}

/** A carried value that a program reads. */
interface Carried {
  readonly name: string;
  readonly path: string;
  readonly shape: Shape;
  readonly module: Module;
}

export class CarriedStates {
  readonly #modules: () => ReadonlyMap<Module, string>;
  readonly #inForce = new Map<string, InForce>();
  readonly #ofProgram = new WeakMap<Program, readonly Carried[]>();

  /** @param modules the place of every module of the model */
  constructor(modules: () => ReadonlyMap<Module, string>) {
    this.#modules = modules;
  }

  /** Whether a value is carried, but not into the next batch: it is from before a reset. */
  isPast(name: string): boolean {
    if (!isStateName(name)) return false;
    const now = this.#inForce.get(readStateName(name).path);
    return now?.name !== name || now.resets !== this.#moduleOf(name)?.resets;
  }

  /** How many rows the values in force are for. */
  get rows(): number | undefined {
    return this.names.map((name) => readStateName(name).shape[0])[0];
  }

  /**
   * What has to be set to zeros before a program runs; `undefined` where that is nothing.
   *
   * @throws BernoulliError `SHAPE`, with the layer's path, for rows that are not as many as those whose states are carried.
   */
  begin(program: Program): readonly (readonly [name: string, value: TensorData])[] | undefined {
    const carried = this.#carriedBy(program);
    if (carried.length === 0) return undefined;
    const fresh = carried.filter(({ path, name, shape, module }) => {
      const now = this.#inForce.get(path);
      if (now === undefined || now.resets !== module.resets) return true;
      if (now.name !== name) refuseBatch(module.className, layerOfState(name), now.shape, shape);
      return false;
    });
    if (fresh.length === 0) return undefined;
    for (const { path, ...state } of fresh) this.#inForce.set(path, { ...state, resets: state.module.resets });
    return fresh.map(({ name, shape }) => [name, { dtype: 'f32', shape, data: allocate('f32', sizeOf(shape)) }]);
  }

  /**
   * Takes a value that was stored for what is to be carried on.
   *
   * @returns its shape; `undefined` where the model has no such place
   */
  restore(name: string): Shape | undefined {
    const { path, shape } = readStateName(name);
    const module = this.#moduleOf(name);
    if (
      module === undefined ||
      name !== stateName(path, shape) ||
      !shape.every((size) => Number.isSafeInteger(size) && size >= 1)
    )
      return undefined;
    this.#inForce.set(path, { name, shape, resets: module.resets });
    return shape;
  }

  /** Every value that is in force. */
  get names(): string[] {
    return [...this.#inForce.values()].map(({ name }) => name).filter((name) => !this.isPast(name));
  }

  #carriedBy(program: Program): readonly Carried[] {
    const known = this.#ofProgram.get(program);
    if (known !== undefined) return known;
    const { state, nodes } = program.graph;
    const found = state.flatMap(({ name, node }) => {
      if (!isStateName(name)) return [];
      const { path } = readStateName(name);
      return [{ name, path, shape: nodes[node]!.shape, module: this.#moduleOf(name)! }];
    });
    this.#ofProgram.set(program, found);
    return found;
  }

  #moduleOf(name: string): Module | undefined {
    const at = layerOfState(name);
    for (const [module, place] of this.#modules()) if (place === at) return module;
    return undefined;
  }
}

/** Fails for a batch that does not go on from the last one. */
function refuseBatch(who: string, at: string, carried: Shape, received: Shape): never {
  const rows = carried[0] !== received[0];
  return fail('SHAPE', {
    who,
    at,
    what: rows
      ? `carries the states of ${carried[0]} rows from batch to batch, so every batch must have ${carried[0]}`
      : `carries states of the shape [${carried.join(', ')}] from batch to batch`,
    received: rows ? `${received[0]} rows` : `[${received.join(', ')}]`,
    hint: 'After resetStates() a batch may have any size, and begins with zeros',
  });
}

/** A compiled graph: takes inputs, runs its steps, hands out copies of results, keeps its state. */
import {
  fail,
  sizeOf,
  validateInputs,
  validateValue,
  type Binding,
  type Executable,
  type Graph,
  type InPlace,
  type NodeId,
  type StateBinding,
  type TensorData,
  type TensorType,
  type TypedArray,
  type Values,
} from '@bernoulli/api/ir';
import type { Family } from './family.ts';
import type { Placement } from './placement.ts';

/** Makes a step of the views it reads and writes. Called again when memory has moved. */
export type Bind = (view: (id: NodeId) => TypedArray, buffer: ArrayBufferLike) => () => void;

export interface Program {
  readonly graph: Graph;
  readonly family: Family;
  readonly placement: Placement;
  readonly results: readonly Bind[];
  readonly updates: readonly Bind[];
  /** Gives back what the steps hold beside what is placed. */
  readonly release: () => void;
}

interface Bound {
  readonly buffer: ArrayBufferLike;
  readonly inputs: readonly { readonly name: string; readonly array: TypedArray }[];
  readonly outputs: readonly { readonly name: string; readonly type: TensorType; readonly array: TypedArray }[];
  readonly commit: TypedArray | null;
  readonly results: readonly (() => void)[];
  readonly updates: readonly (() => void)[];
  readonly inPlace: InPlace | null;
}

const constructors = { f32: Float32Array, i32: Int32Array, bool: Uint8Array } as const;

export class CpuExecutable implements Executable {
  readonly #program: Program;
  #bound: Bound | null = null;
  #disposed = false;

  constructor(program: Program) {
    this.#program = program;
    program.family.enter();
  }

  /** What this executable shares; throws once it is disposed. */
  get family(): Family {
    this.#requireLive('shareState');
    return this.#program.family;
  }

  /** Bytes for inputs, intermediate values and scratch together. */
  get arenaBytes(): number {
    return this.#program.placement.arenaBytes;
  }

  async run(inputs: Values): Promise<Record<string, TensorData>> {
    this.#requireLive('run');
    const { graph } = this.#program;
    validateInputs(graph, inputs);
    const bound = this.#bind();
    for (const { name, array } of bound.inputs) array.set(inputs[name]!.data);
    for (const step of bound.results) step();
    const outputs: Record<string, TensorData> = {};
    for (const { name, type, array } of bound.outputs)
      outputs[name] = { dtype: type.dtype, shape: type.shape, data: array.slice() };
    update(bound);
    return outputs;
  }

  /** `null` where an output is a carried value that the run replaces: only a copy can hold on to the old one. */
  inPlace(): InPlace | null {
    this.#requireLive('inPlace');
    return this.#bind().inPlace;
  }

  async readState(name: string): Promise<TensorData> {
    this.#requireLive('readState');
    const { node } = this.#stateNamed(name);
    const { dtype, shape } = this.#program.graph.nodes[node]!;
    return { dtype, shape, data: this.#view(node).slice() };
  }

  async writeState(name: string, value: TensorData): Promise<void> {
    this.#requireLive('writeState');
    const { node } = this.#stateNamed(name);
    validateValue(`state ${name}`, value, this.#program.graph.nodes[node]!);
    this.#view(node).set(value.data);
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#bound = null;
    this.#program.release();
    this.#program.placement.release();
    this.#program.family.exit();
  }

  /** Views and steps on the heap as it is now; made again only when it has grown. */
  #bind(): Bound {
    const { graph, family, placement, results, updates } = this.#program;
    if (this.#bound?.buffer === family.heap.buffer) return this.#bound;
    const view = (id: NodeId): TypedArray => this.#view(id);
    const named = (bindings: readonly Binding[]) =>
      bindings.map(({ name, node }) => ({ name, type: typeOf(graph, node), array: view(node) }));
    const steps = (binds: readonly Bind[]): (() => void)[] => binds.map((bind) => bind(view, family.heap.buffer));
    const bound = {
      buffer: family.heap.buffer,
      inputs: named(graph.inputs.filter((i) => placement.has(i.node))),
      outputs: named(graph.outputs),
      commit: graph.commit === null ? null : view(graph.commit),
      results: steps(results),
      updates: steps(updates),
    };
    this.#bound = { ...bound, inPlace: placement.outputsStay ? this.#inPlaceOf(bound) : null };
    return this.#bound;
  }

  #inPlaceOf(bound: Omit<Bound, 'inPlace'>): InPlace {
    const { graph, placement } = this.#program;
    const arrays = (bindings: readonly Binding[]): Record<string, TypedArray> =>
      Object.fromEntries(
        bindings.map(({ name, node }) => [name, placement.has(node) ? this.#view(node) : spare(typeOf(graph, node))]),
      );
    return {
      inputs: arrays(graph.inputs),
      outputs: arrays(graph.outputs),
      state: arrays(graph.state),
      run: () => {
        this.#requireLive('run');
        for (const step of bound.results) step();
        update(bound);
      },
    };
  }

  #view(id: NodeId): TypedArray {
    const { graph, family, placement } = this.#program;
    const { dtype, shape } = graph.nodes[id]!;
    return new constructors[dtype](family.heap.buffer as ArrayBuffer, placement.addressOf(id), sizeOf(shape));
  }

  #stateNamed(name: string): StateBinding {
    const { state } = this.#program.graph;
    return (
      state.find((s) => s.name === name) ??
      fail('NAME', {
        who: 'cpu',
        what: `there is no such state; there is ${state.map((s) => s.name).join(', ') || 'none'}`,
        received: name,
      })
    );
  }

  #requireLive(what: string): void {
    if (this.#disposed) fail('STATE', { who: 'cpu', what: `${what} was called on an executable that is disposed` });
  }
}

function update({ commit, updates }: Pick<Bound, 'commit' | 'updates'>): void {
  if (commit === null || commit[0] !== 0) for (const step of updates) step();
}

/** An array for an input that nothing reads. */
function spare({ dtype, shape }: TensorType): TypedArray {
  return new constructors[dtype](sizeOf(shape));
}

function typeOf(graph: Graph, id: NodeId): TensorType {
  const { dtype, shape } = graph.nodes[id]!;
  return { dtype, shape };
}

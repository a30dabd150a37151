/** A compiled graph of a kernel backend: its constants and state, and the walk over its nodes. */
import type { Executable, Values } from './backend.ts';
import { allocate } from './dtype.ts';
import { fail } from './errors.ts';
import type { Graph, Node, NodeId, TensorData, TensorType } from './graph.ts';
import type { Kernel, KernelBackendDefinition } from './kernel.ts';
import { lastUses, type LastUses } from './liveness.ts';
import type { OpName } from './ops/index.ts';
import { ResidentState, stateNames } from './resident-state.ts';
import { sizeOf } from './shape.ts';
import { uniformOnHost } from './uniform-on-host.ts';
import { validateInputs, validateValue } from './validate-inputs.ts';

/** The values of one run. Borrowed ones (constants, state) outlive it; owned ones are freed by it, or given away. */
interface RunValues<T> {
  readonly all: (T | undefined)[];
  readonly owned: Set<NodeId>;
}

export class KernelExecutable<T> implements Executable {
  readonly #definition: KernelBackendDefinition<T>;
  readonly #graph: Graph;
  readonly #lastUses: LastUses;
  readonly #stateNames: ReadonlyMap<NodeId, string>;
  readonly #constants = new Map<NodeId, T>();
  readonly #state: ResidentState<T>;
  #phase: 'idle' | 'running' | 'disposed' = 'idle';

  constructor(definition: KernelBackendDefinition<T>, graph: Graph, shared: KernelExecutable<T> | undefined) {
    this.#definition = definition;
    this.#graph = graph;
    this.#lastUses = lastUses(graph);
    this.#stateNames = stateNames(graph);
    if (shared !== undefined) shared.#requireAlive();
    const zeros = (type: TensorType): T =>
      definition.upload({ ...type, data: allocate(type.dtype, sizeOf(type.shape)) });
    this.#state = new ResidentState(graph, shared === undefined ? undefined : shared.#state, zeros, (value) =>
      definition.dispose?.(value),
    );
    try {
      graph.nodes.forEach((node, id) => {
        if (node.op !== 'constant') return;
        const { dtype, shape, attrs } = node;
        this.#constants.set(id, definition.upload({ dtype, shape, data: attrs.value }));
      });
    } catch (error) {
      this.#free();
      throw error;
    }
  }

  async run(inputs: Values): Promise<Record<string, TensorData>> {
    this.#requireAlive();
    if (this.#phase === 'running')
      fail('STATE', { who: 'run', what: 'the run before has not finished', hint: 'Await one run before the next' });
    validateInputs(this.#graph, inputs);
    const values: RunValues<T> = { all: [], owned: new Set() };
    this.#phase = 'running';
    try {
      for (let id = 0; id < this.#graph.nodes.length; id++) {
        const value = this.#valueOf(id, inputs, values);
        values.all[id] = value instanceof Promise ? await value : value;
        for (const dead of this.#lastUses[id]!) this.#drop(values, dead);
      }
      const outputs: Record<string, TensorData> = {};
      for (const { name, node } of this.#graph.outputs) outputs[name] = await this.#download(values, node);
      const { commit } = this.#graph;
      if (commit === null || (await this.#download(values, commit)).data[0] !== 0) await this.#commit(values);
      return outputs;
    } finally {
      for (const id of [...values.owned]) this.#drop(values, id);
      if (this.#phase === 'running') this.#phase = 'idle';
    }
  }

  /** Computes a node. Only a key that lives on the engine makes this wait. */
  #valueOf(id: NodeId, inputs: Values, values: RunValues<T>): T | Promise<T> {
    const node = this.#graph.nodes[id]!;
    const state = this.#stateNames.get(id);
    if (state !== undefined) return this.#state.cell(state).value;
    if (node.op === 'constant') return this.#constants.get(id)!;
    values.owned.add(id);
    try {
      if (node.op === 'input') return this.#definition.upload(inputs[node.attrs.name]!);
      const kernel = this.#definition.kernels[node.op] as Kernel<T, OpName> | undefined;
      if (kernel === undefined) return this.#drawOnHost(node, inputs, values);
      const { attrs, dtype, shape } = node;
      const context = {
        attrs: attrs as never,
        inputTypes: node.inputs.map((i) => this.#graph.nodes[i]!),
        type: { dtype, shape },
      };
      return kernel(
        node.inputs.map((i) => values.all[i]!),
        context,
      );
    } catch (error) {
      values.owned.delete(id);
      throw error;
    }
  }

  async #drawOnHost(node: Node, inputs: Values, values: RunValues<T>): Promise<T> {
    const host = async (id: NodeId): Promise<TensorData['data']> => {
      const source = this.#graph.nodes[id]!;
      if (source.op === 'constant') return source.attrs.value;
      if (source.op === 'input' && !this.#stateNames.has(id)) return inputs[source.attrs.name]!.data;
      return (await this.#download(values, id)).data;
    };
    const [key, offset] = [await host(node.inputs[0]!), await host(node.inputs[1]!)];
    const { dtype, shape } = node;
    return this.#definition.upload({ dtype, shape, data: uniformOnHost(key, offset[0]!, shape) });
  }

  /** Replaces the state. Everything that can fail comes before the first replacement. */
  async #commit(values: RunValues<T>): Promise<void> {
    const next: [name: string, value: T, from: NodeId][] = [];
    const given = new Set<NodeId>();
    const copies: T[] = [];
    try {
      for (const { name, node, next: from } of this.#graph.state) {
        if (from === null || from === node) continue;
        if (values.owned.has(from) && !given.has(from)) {
          given.add(from);
          next.push([name, values.all[from]!, from]);
        } else {
          const copy = await this.#copy(values, from);
          copies.push(copy);
          next.push([name, copy, from]);
        }
      }
    } catch (error) {
      for (const copy of copies) this.#definition.dispose?.(copy);
      throw error;
    }
    for (const id of given) values.owned.delete(id);
    for (const [name, value] of next) this.#state.replace(name, value);
  }

  /** A second tensor of the same value: on the engine where the table has an op that changes nothing. */
  async #copy(values: RunValues<T>, id: NodeId): Promise<T> {
    const { stopGradient } = this.#definition.kernels;
    if (stopGradient === undefined) return this.#definition.upload(await this.#download(values, id));
    const { dtype, shape } = this.#graph.nodes[id]!;
    return stopGradient([values.all[id]!], { attrs: {}, inputTypes: [{ dtype, shape }], type: { dtype, shape } });
  }

  async #download(values: RunValues<T>, id: NodeId): Promise<TensorData> {
    const { dtype, shape } = this.#graph.nodes[id]!;
    return this.#definition.download(values.all[id]!, { dtype, shape });
  }

  #drop(values: RunValues<T>, id: NodeId): void {
    const value = values.all[id];
    values.all[id] = undefined;
    if (values.owned.delete(id) && value !== undefined) this.#definition.dispose?.(value);
  }

  async readState(name: string): Promise<TensorData> {
    this.#requireAlive();
    const { value, type } = this.#state.cell(name);
    return this.#definition.download(value, type);
  }

  async writeState(name: string, value: TensorData): Promise<void> {
    this.#requireAlive();
    validateValue(`state ${name}`, value, this.#state.cell(name).type);
    this.#state.replace(name, this.#definition.upload(value));
  }

  async dispose(): Promise<void> {
    if (this.#phase === 'running')
      fail('STATE', { who: 'dispose', what: 'a run has not finished', hint: 'Await it first' });
    if (this.#phase === 'disposed') return;
    this.#phase = 'disposed';
    this.#free();
  }

  #free(): void {
    for (const constant of this.#constants.values()) this.#definition.dispose?.(constant);
    this.#constants.clear();
    this.#state.release();
  }

  #requireAlive(): void {
    if (this.#phase === 'disposed')
      fail('STATE', { who: `backend ${this.#definition.name}`, what: 'this executable is disposed' });
  }
}

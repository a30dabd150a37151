/** A compiled graph of a kernel backend: its constants and state, and the walk over its plan. */
import type { Executable, Values } from '../backend.ts';
import { allocate } from '../dtype.ts';
import { fail } from '../errors.ts';
import type { Graph, NodeId, TensorData, TensorType } from '../graph.ts';
import type { KernelBackendDefinition } from './kernel.ts';
import { planRun, type Plan, type Step } from './plan.ts';
import { StateCells, stateNames } from './state-cells.ts';
import { sizeOf } from '../shape.ts';
import { uniformOnHost } from '../random/uniform-on-host.ts';
import { validateInputs, validateValue } from '../validate-inputs.ts';

/** Values by node. Those of constants and state are borrowed; a run frees those that its steps made, or gives them away. */
type RunValues<T> = (T | undefined)[];

export class KernelExecutable<T> implements Executable {
  readonly #definition: KernelBackendDefinition<T>;
  readonly #graph: Graph;
  readonly #plan: Plan<T>;
  readonly #stateNames: ReadonlyMap<NodeId, string>;
  readonly #constants: RunValues<T>;
  readonly #made: ReadonlySet<NodeId>;
  readonly #state: StateCells<T>;
  #phase: 'idle' | 'running' | 'disposed' = 'idle';

  constructor(definition: KernelBackendDefinition<T>, graph: Graph, shared: KernelExecutable<T> | undefined) {
    this.#definition = definition;
    this.#graph = graph;
    this.#constants = graph.nodes.map(() => undefined);
    this.#plan = planRun(definition, graph);
    this.#made = new Set(this.#plan.steps.map(({ id }) => id));
    this.#stateNames = stateNames(graph);
    if (shared !== undefined) shared.#requireAlive();
    const zeros = (type: TensorType): T =>
      definition.upload({ ...type, data: allocate(type.dtype, sizeOf(type.shape)) });
    this.#state = new StateCells(graph, shared === undefined ? undefined : shared.#state, zeros, (value) =>
      definition.dispose?.(value),
    );
    try {
      for (const { id, inputs, compute, dead } of this.#plan.once) {
        this.#constants[id] = compute!(inputs.map((i) => this.#constants[i]!));
        for (const gone of dead) this.#drop(this.#constants, gone);
      }
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
    const values = this.#constants.slice();
    for (const { name, node } of this.#graph.state) values[node] = this.#state.cell(name).value;
    const { steps } = this.#plan;
    this.#phase = 'running';
    try {
      for (const step of steps) {
        const made = this.#make(step, inputs, values);
        values[step.id] = made instanceof Promise ? await made : made;
        for (const dead of step.dead) this.#drop(values, dead);
      }
      const { outputs, committed } = await this.#results(values);
      if (committed) await this.#commit(values);
      return outputs;
    } finally {
      this.#plan.abandon();
      for (const { id } of steps) this.#drop(values, id);
      if (this.#phase === 'running') this.#phase = 'idle';
    }
  }

  /** Computes a value. Only a key that lives on the engine makes this wait. */
  #make({ id, inputs: from, compute }: Step<T>, inputs: Values, values: RunValues<T>): T | Promise<T> {
    if (compute !== null) return compute(from.map((i) => values[i]!));
    const node = this.#graph.nodes[id]!;
    if (node.op === 'input') return this.#definition.upload(inputs[node.attrs.name]!);
    const { dtype, shape, inputs: operands } = node;
    const draw = (key: TensorData['data'], offset: TensorData['data']): T =>
      this.#definition.draw?.(key, offset[0]!, shape) ??
      this.#definition.upload({ dtype, shape, data: uniformOnHost(key, offset[0]!, shape) });
    const [key, offset] = operands.map((i) => this.#onHost(i, inputs));
    if (key !== undefined && offset !== undefined) return draw(key, offset);
    const fetched = operands.map(async (i) => this.#onHost(i, inputs) ?? (await this.#download(values, i)).data);
    return Promise.all(fetched).then(([k, o]) => draw(k!, o!));
  }

  /** A value that the host has anyhow. */
  #onHost(id: NodeId, inputs: Values): TensorData['data'] | undefined {
    const node = this.#graph.nodes[id]!;
    if (node.op === 'constant') return node.attrs.value;
    return node.op === 'input' && !this.#stateNames.has(id) ? inputs[node.attrs.name]!.data : undefined;
  }

  /** Reads the outputs and the verdict, each value once and all at the same time. */
  async #results(values: RunValues<T>): Promise<{ outputs: Record<string, TensorData>; committed: boolean }> {
    const { outputs: named, commit } = this.#graph;
    const wanted = new Set(named.map(({ node }) => node));
    if (commit !== null) wanted.add(commit);
    const reads = [...wanted].map(async (id) => [id, await this.#download(values, id)] as const);
    // None may still be under way when a failure of another one frees the values.
    await Promise.allSettled(reads);
    const read = new Map(await Promise.all(reads));
    const committed = commit === null || read.get(commit)!.data[0] !== 0;
    const outputs = named.map(({ name, node }) => {
      const value = read.get(node)!;
      return [name, wanted.delete(node) ? value : { ...value, data: value.data.slice() }] as const;
    });
    // Not by assignment, which takes __proto__ for no name.
    return { outputs: Object.fromEntries(outputs), committed };
  }

  /** Replaces the state. Everything that can fail comes before the first replacement. */
  async #commit(values: RunValues<T>): Promise<void> {
    const next: [name: string, value: T][] = [];
    const given = new Set<NodeId>();
    const copies: T[] = [];
    try {
      for (const { name, node, next: from } of this.#graph.state) {
        if (from === null || from === node) continue;
        if (this.#made.has(from) && !given.has(from)) {
          given.add(from);
          next.push([name, values[from]!]);
        } else {
          const copy = await this.#copy(values, from);
          copies.push(copy);
          next.push([name, copy]);
        }
      }
    } catch (error) {
      for (const copy of copies) this.#definition.dispose?.(copy);
      throw error;
    }
    for (const id of given) values[id] = undefined;
    for (const [name, value] of next) this.#state.replace(name, value);
  }

  /** A second tensor of the same value: on the engine where the table has an op that changes nothing. */
  async #copy(values: RunValues<T>, id: NodeId): Promise<T> {
    const { stopGradient } = this.#definition.kernels;
    if (stopGradient === undefined) return this.#definition.upload(await this.#download(values, id));
    const { dtype, shape } = this.#graph.nodes[id]!;
    return stopGradient([values[id]!], { attrs: {}, inputTypes: [{ dtype, shape }], type: { dtype, shape } });
  }

  async #download(values: RunValues<T>, id: NodeId): Promise<TensorData> {
    const node = this.#graph.nodes[id]!;
    const { dtype, shape } = node;
    if (node.op === 'constant') return { dtype, shape, data: node.attrs.value.slice() };
    return this.#definition.download(values[id]!, { dtype, shape });
  }

  #drop(values: RunValues<T>, id: NodeId): void {
    const value = values[id];
    values[id] = undefined;
    if (value !== undefined) this.#definition.dispose?.(value);
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
    this.#plan.abandon();
    this.#constants.forEach((_, id) => this.#drop(this.#constants, id));
    this.#state.release();
  }

  #requireAlive(): void {
    if (this.#phase === 'disposed')
      fail('STATE', { who: `backend ${this.#definition.name}`, what: 'this executable is disposed' });
  }
}

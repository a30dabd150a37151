/** A graph as one session of ONNX Runtime, updates and all: what it returns becomes the state. */
import {
  allocate,
  StateCells,
  sizeOf,
  type Graph,
  type TensorData,
  type TensorType,
  type TypedArray,
  type Values,
} from '@bernoulli/api/ir';
import type { Tensor } from 'onnxruntime-node';
import { HostNoise } from './host-noise.ts';
import type { Wiring } from './plan.ts';
import type { Program } from '../program.ts';
import { StateTensor } from './state-tensor.ts';
import type { Runtime } from '../find-runtime.ts';
import type { Session } from '../session.ts';
import { dataOf, ortTensor } from '../tensor.ts';

export class StandaloneProgram implements Program {
  readonly #runtime: Runtime;
  readonly #graph: Graph;
  readonly #wiring: Wiring;
  readonly #session: Session | null;
  readonly #state: StateCells<StateTensor>;
  readonly #noise: HostNoise;
  readonly #feeds: Record<string, Tensor> = {};
  readonly #fetches: Record<string, null>;

  constructor(
    runtime: Runtime,
    graph: Graph,
    wiring: Wiring,
    session: Session | null,
    shared: StandaloneProgram | undefined,
  ) {
    this.#runtime = runtime;
    this.#graph = graph;
    this.#wiring = wiring;
    this.#session = session;
    const zeros = (type: TensorType): StateTensor =>
      new StateTensor(ortTensor(runtime, type, allocate(type.dtype, sizeOf(type.shape))));
    const retire = (value: StateTensor): void => value.retire();
    this.#state = new StateCells(graph, shared === undefined ? undefined : shared.#state, zeros, retire);
    this.#noise = new HostNoise(runtime, graph, wiring.noise);
    const fetched = [...wiring.outputs, ...wiring.next, ...(wiring.commit === null ? [] : [wiring.commit])];
    this.#fetches = Object.fromEntries(fetched.map(({ port }) => [port, null]));
  }

  async run(inputs: Values): Promise<Record<string, TensorData>> {
    const fetched = await this.#compute(inputs);
    const { next, commit } = this.#wiring;
    // What ORT returns is memory that it does not keep: it becomes the state. Until then the old state stays whole.
    if (commit === null || dataOf(fetched[commit.port]!)[0] !== 0)
      for (const { name, port } of next) this.#state.replace(name, new StateTensor(fetched[port]!));
    return this.#results(fetched);
  }

  /** Never: the state is other arrays after every run. */
  inPlace(): null {
    return null;
  }

  async #compute(inputs: Values): Promise<Readonly<Record<string, Tensor>>> {
    if (this.#session === null) return {};
    const { inputs: fed, state, noise } = this.#wiring;
    for (const { name, port } of fed) this.#feeds[port] = ortTensor(this.#runtime, inputs[name]!, inputs[name]!.data);
    if (noise.length > 0)
      this.#noise.draw(this.#feeds, (name, isState) => (isState ? this.#read(name) : inputs[name]!.data));
    const held = state.map(({ name }) => this.#state.cell(name).value);
    state.forEach(({ port }, i) => (this.#feeds[port] = held[i]!.acquire()));
    try {
      return await this.#session.run(this.#feeds, this.#fetches);
    } finally {
      for (const value of held) value.release();
    }
  }

  /** The elements of a carried value, as they are now. */
  #read(name: string): TypedArray {
    const { value } = this.#state.cell(name);
    const data = dataOf(value.acquire());
    value.release();
    return data;
  }

  #results(fetched: Readonly<Record<string, Tensor>>): Record<string, TensorData> {
    const results = this.#graph.outputs.map(({ name, node }) => {
      const { dtype, shape } = this.#graph.nodes[node]!;
      const tensor = fetched[`output/${name}`];
      return [name, { dtype, shape, data: tensor === undefined ? allocate(dtype, 0) : dataOf(tensor) }] as const;
    });
    return Object.fromEntries(results);
  }

  async readState(name: string): Promise<TensorData> {
    return { ...this.#state.cell(name).type, data: this.#read(name).slice() };
  }

  async writeState(name: string, value: TensorData): Promise<void> {
    const { type } = this.#state.cell(name);
    this.#state.replace(name, new StateTensor(ortTensor(this.#runtime, type, value.data.slice())));
  }

  async release(): Promise<void> {
    this.#state.release();
    await this.#session?.release();
  }
}

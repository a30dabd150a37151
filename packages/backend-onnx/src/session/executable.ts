/** A graph as a session of ONNX Runtime, with its carried state resident between runs. */
import {
  allocate,
  BernoulliError,
  fail,
  ResidentState,
  sizeOf,
  validateInputs,
  validateValue,
  type Executable,
  type Graph,
  type TensorData,
  type TensorType,
  type TypedArray,
  type Values,
} from '@bernoulli/api/ir';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { HostNoise } from './host-noise.ts';
import type { Wiring } from './plan.ts';
import { Resident } from './resident.ts';
import type { Runtime } from './runtime.ts';
import { dataOf, ortTensor } from './tensor.ts';

export class OnnxExecutable implements Executable {
  readonly #runtime: Runtime;
  readonly #graph: Graph;
  readonly #wiring: Wiring;
  readonly #session: InferenceSession | null;
  readonly #state: ResidentState<Resident>;
  readonly #noise: HostNoise;
  readonly #feeds: Record<string, Tensor> = {};
  readonly #fetches: Record<string, null>;
  #phase: 'idle' | 'running' | 'disposed' = 'idle';

  constructor(
    runtime: Runtime,
    graph: Graph,
    wiring: Wiring,
    session: InferenceSession | null,
    shared: OnnxExecutable | undefined,
  ) {
    shared?.requireAlive();
    this.#runtime = runtime;
    this.#graph = graph;
    this.#wiring = wiring;
    this.#session = session;
    const zeros = (type: TensorType): Resident =>
      new Resident(ortTensor(runtime, type, allocate(type.dtype, sizeOf(type.shape))));
    const retire = (value: Resident): void => value.retire();
    this.#state = new ResidentState(graph, shared === undefined ? undefined : shared.#state, zeros, retire);
    this.#noise = new HostNoise(runtime, graph, wiring.noise);
    const fetched = [...wiring.outputs, ...wiring.next, ...(wiring.commit === null ? [] : [wiring.commit])];
    this.#fetches = Object.fromEntries(fetched.map(({ port }) => [port, null]));
  }

  async run(inputs: Values): Promise<Record<string, TensorData>> {
    this.requireAlive();
    if (this.#phase === 'running')
      fail('STATE', { who: 'run', what: 'the run before has not finished', hint: 'Await one run before the next' });
    validateInputs(this.#graph, inputs);
    this.#phase = 'running';
    try {
      const fetched = await this.#compute(inputs);
      const { next, commit } = this.#wiring;
      // What ORT returns is memory that it does not keep: it becomes the state. Until then the old state stays whole.
      if (commit === null || dataOf(fetched[commit.port]!)[0] !== 0)
        for (const { name, port } of next) this.#state.replace(name, new Resident(fetched[port]!));
      return this.#results(fetched);
    } finally {
      this.#phase = 'idle';
    }
  }

  async #compute(inputs: Values): Promise<Record<string, Tensor>> {
    if (this.#session === null) return {};
    const { inputs: fed, state, noise } = this.#wiring;
    for (const { name, port } of fed) this.#feeds[port] = ortTensor(this.#runtime, inputs[name]!, inputs[name]!.data);
    if (noise.length > 0)
      this.#noise.draw(this.#feeds, (name, isState) => (isState ? this.#read(name) : inputs[name]!.data));
    const held = state.map(({ name }) => this.#state.cell(name).value);
    state.forEach(({ port }, i) => (this.#feeds[port] = held[i]!.acquire()));
    try {
      return (await this.#session.run(this.#feeds, this.#fetches)) as Record<string, Tensor>;
    } catch (error) {
      const what = `ONNX Runtime failed: ${(error as Error).message}`;
      throw new BernoulliError('BACKEND', { who: 'onnx', what }, { cause: error });
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
    const results: Record<string, TensorData> = {};
    for (const { name, node } of this.#graph.outputs) {
      const { dtype, shape } = this.#graph.nodes[node]!;
      const tensor = fetched[`output/${name}`];
      results[name] = { dtype, shape, data: tensor === undefined ? allocate(dtype, 0) : dataOf(tensor) };
    }
    return results;
  }

  async readState(name: string): Promise<TensorData> {
    this.requireAlive();
    return { ...this.#state.cell(name).type, data: this.#read(name).slice() };
  }

  async writeState(name: string, value: TensorData): Promise<void> {
    this.requireAlive();
    const { type } = this.#state.cell(name);
    validateValue(`state ${name}`, value, type);
    this.#state.replace(name, new Resident(ortTensor(this.#runtime, type, value.data.slice())));
  }

  async dispose(): Promise<void> {
    if (this.#phase === 'running')
      fail('STATE', { who: 'dispose', what: 'a run has not finished', hint: 'Await it first' });
    if (this.#phase === 'disposed') return;
    this.#phase = 'disposed';
    this.#state.release();
    await this.#session?.release();
  }

  requireAlive(): void {
    if (this.#phase === 'disposed') fail('STATE', { who: 'backend onnx', what: 'this executable is disposed' });
  }
}

/** A graph that another thread runs: state stays there, inputs and outputs go through shared memory. */
import { fail, type Graph, type TensorData, type Values } from '@bernoulli/api/ir';
import type { Program } from '../runtime/program.ts';
import type { RemoteSettings } from './messages.ts';
import { SharedArrays } from './shared-arrays.ts';
import type { WorkerClient } from './worker-client.ts';

export class RemoteProgram implements Program {
  readonly #client: WorkerClient;
  readonly #graph: Graph;
  readonly #name: number;
  readonly #arrays: SharedArrays;

  private constructor(client: WorkerClient, graph: Graph) {
    this.#client = client;
    this.#graph = graph;
    this.#name = client.register();
    this.#arrays = new SharedArrays(graph);
  }

  static async compile(
    client: WorkerClient,
    graph: Graph,
    settings: RemoteSettings,
    shared: Program | undefined,
  ): Promise<RemoteProgram> {
    if (shared !== undefined && !(shared instanceof RemoteProgram && shared.#client === client))
      fail('BACKEND', { who: 'backend onnx', what: 'shareState must be an executable of the same worker' });
    const program = new RemoteProgram(client, graph);
    const { buffer } = program.#arrays;
    try {
      const partner = shared === undefined ? null : shared.#name;
      await client.ask({ call: 'compile', executable: program.#name, graph, buffer, shared: partner, settings });
      return program;
    } catch (error) {
      await client.unregister();
      throw error;
    }
  }

  async run(inputs: Values): Promise<Record<string, TensorData>> {
    for (const { name } of this.#graph.inputs) this.#arrays.inputs[name]!.set(inputs[name]!.data);
    await this.#client.ask({ call: 'run', executable: this.#name });
    const outputs = this.#graph.outputs.map(({ name, node }) => {
      const { dtype, shape } = this.#graph.nodes[node]!;
      return [name, { dtype, shape, data: this.#arrays.outputs[name]!.slice() }] as const;
    });
    return Object.fromEntries(outputs);
  }

  /** Never: the state is in memory that this thread cannot see. */
  inPlace(): null {
    return null;
  }

  async readState(name: string): Promise<TensorData> {
    return (await this.#client.ask({ call: 'readState', executable: this.#name, name }))!;
  }

  async writeState(name: string, value: TensorData): Promise<void> {
    await this.#client.ask({ call: 'writeState', executable: this.#name, name, value });
  }

  async release(): Promise<void> {
    try {
      if (this.#client.isRunning) await this.#client.ask({ call: 'dispose', executable: this.#name });
    } finally {
      await this.#client.unregister();
    }
  }
}

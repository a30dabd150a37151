/** A graph that another thread runs: state stays there, inputs and outputs go through shared memory. */
import { fail, type Graph, type TensorData, type Values } from '@bernoulli/api/ir';
import type { Program } from '../session/program.ts';
import type { Crew } from './crew.ts';
import { Exchange } from './exchange.ts';
import type { RemoteSettings } from './messages.ts';

export class RemoteProgram implements Program {
  readonly #crew: Crew;
  readonly #graph: Graph;
  readonly #name: number;
  readonly #exchange: Exchange;

  private constructor(crew: Crew, graph: Graph) {
    this.#crew = crew;
    this.#graph = graph;
    this.#name = crew.join();
    this.#exchange = new Exchange(graph);
  }

  static async compile(
    crew: Crew,
    graph: Graph,
    settings: RemoteSettings,
    shared: Program | undefined,
  ): Promise<RemoteProgram> {
    if (shared !== undefined && !(shared instanceof RemoteProgram && shared.#crew === crew))
      fail('BACKEND', { who: 'backend onnx', what: 'shareState must be an executable of the same worker' });
    const program = new RemoteProgram(crew, graph);
    const { buffer } = program.#exchange;
    try {
      const partner = shared === undefined ? null : shared.#name;
      await crew.ask({ call: 'compile', executable: program.#name, graph, buffer, shared: partner, settings });
      return program;
    } catch (error) {
      await crew.leave();
      throw error;
    }
  }

  async run(inputs: Values): Promise<Record<string, TensorData>> {
    for (const { name } of this.#graph.inputs) this.#exchange.inputs[name]!.set(inputs[name]!.data);
    await this.#crew.ask({ call: 'run', executable: this.#name });
    const outputs: Record<string, TensorData> = {};
    for (const { name, node } of this.#graph.outputs) {
      const { dtype, shape } = this.#graph.nodes[node]!;
      outputs[name] = { dtype, shape, data: this.#exchange.outputs[name]!.slice() };
    }
    return outputs;
  }

  /** Never: the state is in memory that this thread cannot see. */
  inPlace(): null {
    return null;
  }

  async readState(name: string): Promise<TensorData> {
    return (await this.#crew.ask({ call: 'readState', executable: this.#name, name }))!;
  }

  async writeState(name: string, value: TensorData): Promise<void> {
    await this.#crew.ask({ call: 'writeState', executable: this.#name, name, value });
  }

  async release(): Promise<void> {
    try {
      if (this.#crew.isWorking) await this.#crew.ask({ call: 'dispose', executable: this.#name });
    } finally {
      await this.#crew.leave();
    }
  }
}

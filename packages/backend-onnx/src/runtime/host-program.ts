/** A graph that the host computes alone: no session, and memory that the host's threads may share. */
import type { Backend, Executable, Graph, InPlace, TensorData, Values } from '@bernoulli/api/ir';
import type { Program } from './program.ts';

export class HostProgram implements Program {
  readonly host: Backend;
  readonly #executable: Executable;

  private constructor(host: Backend, executable: Executable) {
    this.host = host;
    this.#executable = executable;
  }

  /** @param shared a program on the same host whose state this one joins */
  static async compile(graph: Graph, host: Backend, shared?: HostProgram): Promise<HostProgram> {
    return new HostProgram(
      host,
      await host.compile(graph, shared === undefined ? {} : { shareState: shared.#executable }),
    );
  }

  run(inputs: Values): Promise<Record<string, TensorData>> {
    return this.#executable.run(inputs);
  }

  inPlace(): InPlace | null {
    return this.#executable.inPlace?.() ?? null;
  }

  readState(name: string): Promise<TensorData> {
    return this.#executable.readState(name);
  }

  writeState(name: string, value: TensorData): Promise<void> {
    return this.#executable.writeState(name, value);
  }

  release(): Promise<void> {
    return this.#executable.dispose();
  }
}

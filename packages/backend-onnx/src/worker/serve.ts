/** The thread's side: compiles and runs what it is asked to, one request after the other for each executable. */
import { fail, type Graph, type TensorData } from '@bernoulli/api/ir';
import { compile, openWorkshop, type Workshop } from '../session/compile.ts';
import type { OnnxExecutable } from '../session/executable.ts';
import { Exchange } from './exchange.ts';
import { toFailure } from './failure.ts';
import type { Answer, Envelope, RemoteSettings, Request } from './messages.ts';

/** The way to the other thread. */
export interface Line {
  onMessage(listener: (envelope: Envelope) => void): void;
  send(answer: Answer): void;
  close(): void;
}

interface Served {
  readonly executable: OnnxExecutable;
  readonly exchange: Exchange;
  readonly graph: Graph;
}

export function serve(line: Line): void {
  const server = new Server();
  line.onMessage((envelope) => {
    if ('end' in envelope) return line.close();
    const { id, request } = envelope;
    server.answer(request).then(
      (value) => line.send({ id, value }),
      (error: unknown) => line.send({ id, failure: toFailure(error) }),
    );
  });
}

class Server {
  readonly #served = new Map<number, Served>();
  #workshop: Promise<Workshop> | null = null;

  async answer(request: Request): Promise<TensorData | null> {
    switch (request.call) {
      case 'compile':
        await this.#compile(request);
        return null;
      case 'run':
        await run(this.#at(request.executable));
        return null;
      case 'readState':
        return this.#at(request.executable).executable.readState(request.name);
      case 'writeState':
        await this.#at(request.executable).executable.writeState(request.name, request.value);
        return null;
      case 'dispose':
        await this.#at(request.executable).executable.dispose();
        this.#served.delete(request.executable);
        return null;
    }
  }

  async #compile({ executable: id, graph, buffer, shared, settings }: Request & { call: 'compile' }): Promise<void> {
    const partner = shared === null ? undefined : this.#at(shared).executable.program;
    const executable = await compile(graph, await this.#open(settings), partner);
    this.#served.set(id, { executable, graph, exchange: new Exchange(graph, buffer) });
  }

  #open(settings: RemoteSettings): Promise<Workshop> {
    return (this.#workshop ??= openWorkshop({ ...settings, worker: false }));
  }

  #at(id: number): Served {
    return this.#served.get(id) ?? fail('STATE', { who: 'worker', what: 'there is no such executable', received: id });
  }
}

async function run({ executable, graph, exchange }: Served): Promise<void> {
  const arrays = executable.inPlace();
  if (arrays !== null) {
    for (const { name } of graph.inputs) arrays.inputs[name]!.set(exchange.inputs[name]!);
    await arrays.run();
    for (const { name } of graph.outputs) exchange.outputs[name]!.set(executable.inPlace()!.outputs[name]!);
    return;
  }
  const inputs: Record<string, TensorData> = {};
  for (const { name, node } of graph.inputs) {
    const { dtype, shape } = graph.nodes[node]!;
    // ONNX Runtime reads no shared memory.
    inputs[name] = { dtype, shape, data: exchange.inputs[name]!.slice() };
  }
  const outputs = await executable.run(inputs);
  for (const { name } of graph.outputs) exchange.outputs[name]!.set(outputs[name]!.data);
}

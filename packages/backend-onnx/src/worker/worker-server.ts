/** The thread's side: compiles and runs what it is asked to, one request after the other for each executable. */
import { fail, frozenGraph, type Graph, type TensorData } from '@bernoulli/api/ir';
import { compile } from '../runtime/compile.ts';
import { compileContext, type CompileContext } from '../runtime/compile-context.ts';
import type { OnnxExecutable } from '../runtime/executable.ts';
import { SharedArrays } from './shared-arrays.ts';
import type { RemoteSettings, Request } from './messages.ts';

interface Served {
  readonly executable: OnnxExecutable;
  readonly arrays: SharedArrays;
  readonly graph: Graph;
}

export class WorkerServer {
  readonly #served = new Map<number, Served>();
  #context: Promise<CompileContext> | null = null;

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
    const executable = await compile(frozenGraph(graph), await this.#open(settings), partner);
    this.#served.set(id, { executable, graph, arrays: new SharedArrays(graph, buffer) });
  }

  #open(settings: RemoteSettings): Promise<CompileContext> {
    return (this.#context ??= compileContext({ ...settings, worker: false }));
  }

  #at(id: number): Served {
    return this.#served.get(id) ?? fail('STATE', { who: 'worker', what: 'there is no such executable', received: id });
  }
}

async function run({ executable, graph, arrays: shared }: Served): Promise<void> {
  const arrays = executable.inPlace();
  if (arrays !== null) {
    for (const { name } of graph.inputs) arrays.inputs[name]!.set(shared.inputs[name]!);
    await arrays.run();
    for (const { name } of graph.outputs) shared.outputs[name]!.set(executable.inPlace()!.outputs[name]!);
    return;
  }
  const inputs = graph.inputs.map(({ name, node }) => {
    const { dtype, shape } = graph.nodes[node]!;
    // ONNX Runtime reads no shared memory.
    return [name, { dtype, shape, data: shared.inputs[name]!.slice() }] as const;
  });
  const outputs = await executable.run(Object.fromEntries(inputs));
  for (const { name } of graph.outputs) shared.outputs[name]!.set(outputs[name]!.data);
}

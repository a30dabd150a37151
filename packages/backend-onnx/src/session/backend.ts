/** ONNX Runtime as a backend: every graph, training steps too, becomes one ONNX model and one session. */
import { check, fail, requireConcrete, type Backend, type CompileOptions, type Graph } from '@bernoulli/api/ir';
import { startThread, type Thread } from '../thread.ts';
import { Crew } from '../worker/crew.ts';
import type { RemoteSettings } from '../worker/messages.ts';
import { RemoteProgram } from '../worker/remote-program.ts';
import { compile, openWorkshop, type Workshop } from './compile.ts';
import { OnnxExecutable } from './executable.ts';
import { settings, type OnnxOptions, type Settings } from './options.ts';
import type { Program } from './program.ts';
import { findRuntime } from './runtime.ts';

/**
 * A backend that runs on ONNX Runtime: on `onnxruntime-node` where that is installed, else on `onnxruntime-web`.
 *
 * @throws BernoulliError `CONFIG` for an option outside its range; `BACKEND`, when the first graph is compiled, if no ONNX
 * Runtime is installed or the provider is not in this build of it.
 * @example
 * ```ts
 * import { GraphBuilder } from '@bernoulli/api/ir';
 * import { onnx } from '@bernoulli/backend-onnx';
 * const b = new GraphBuilder();
 * const graph = b.build({ outputs: { y: b.mul(b.input('x', 'f32', [2]), 3) } });
 * const program = await onnx().compile(graph);
 * const { y } = await program.run({ x: { dtype: 'f32', shape: [2], data: Float32Array.of(1, 2) } });
 * [...y!.data]; // => [3, 6]
 * await program.dispose();
 * ```
 */
export function onnx(options: OnnxOptions = {}): Backend {
  return backendOf(settings(options), startThread);
}

/** @param start starts the thread, where one is asked for */
export function backendOf(chosen: Settings, start: () => Thread): Backend {
  const build = chosen.worker ? remote(chosen, new Crew(start)) : local(chosen);
  return {
    name: 'onnx',
    irVersion: 1,
    async compile(graph: Graph, { shareState }: CompileOptions = {}) {
      if (shareState !== undefined && !(shareState instanceof OnnxExecutable))
        fail('BACKEND', { who: 'backend onnx', what: 'shareState must be an executable that this backend compiled' });
      const shared = shareState?.program;
      requireConcrete(graph);
      check(graph);
      return build(graph, shared);
    },
  };
}

type Build = (graph: Graph, shared: Program | undefined) => Promise<OnnxExecutable>;

function local(chosen: Settings): Build {
  let workshop: Promise<Workshop> | undefined;
  return async (graph, shared) => {
    workshop ??= openWorkshop(chosen);
    try {
      return await compile(graph, await workshop, shared);
    } catch (error) {
      // A runtime that was missing may be installed by now.
      await workshop.catch(() => (workshop = undefined));
      throw error;
    }
  };
}

function remote({ provider, noise, threads, host }: Settings, crew: Crew): Build {
  const told: RemoteSettings = {
    provider,
    noise,
    ...(threads === undefined ? {} : { threads }),
    ...(typeof host === 'string' ? { host } : {}),
  };
  return async (graph, shared) => new OnnxExecutable(graph, await RemoteProgram.compile(crew, graph, told, shared));
}

/**
 * The backend with its defaults: what `findBackend()` calls. It finds ONNX Runtime first, so that where that is missing the search
 * can go on to another backend.
 *
 * @throws BernoulliError `BACKEND` when no ONNX Runtime is installed.
 */
export async function createBackend(): Promise<Backend> {
  const runtime = await findRuntime();
  return onnx({ runtime });
}

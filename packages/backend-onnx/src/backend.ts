/** ONNX Runtime as a backend, in this thread or in one of its own. */
import {
  check,
  fail,
  requireConcrete,
  type Backend,
  type BackendDetails,
  type CompileOptions,
  type Graph,
} from '@bernoulli/api/ir';
import { compile } from './runtime/compile.ts';
import { compileContext, type CompileContext } from './runtime/compile-context.ts';
import { OnnxExecutable } from './runtime/executable.ts';
import { findRuntime, packageOf } from './runtime/find-runtime.ts';
import { settings, type OnnxOptions, type Settings } from './runtime/options.ts';
import type { Program } from './runtime/program.ts';
import type { RemoteSettings } from './worker/messages.ts';
import { RemoteProgram } from './worker/remote-program.ts';
import { startThread } from './worker/start-thread.ts';
import type { Thread } from './worker/thread.ts';
import { WorkerClient } from './worker/worker-client.ts';

/**
 * A backend that runs on ONNX Runtime: on `onnxruntime-node` where that is installed, else on `onnxruntime-web`.
 *
 * `details` say the `runtime` that was found, the `provider`, the `host` (`'none'` where there is none) and whether there is a
 * `worker`, of which no more is known here.
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
  let details: BackendDetails | undefined;
  const build = chosen.worker
    ? remote(chosen, new WorkerClient(start))
    : local(chosen, (context) => (details = detailsOf(context)));
  if (chosen.worker) details = { provider: chosen.provider, worker: true };
  return {
    name: 'onnx',
    irVersion: 1,
    get details() {
      return details;
    },
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

function detailsOf({ runtime, hosts, settings: { provider } }: CompileContext): BackendDetails {
  return { runtime: packageOf(runtime), provider, host: hosts?.beside.name ?? 'none', worker: false };
}

function local(chosen: Settings, opened: (context: CompileContext) => void): Build {
  let context: Promise<CompileContext> | undefined;
  return async (graph, shared) => {
    context ??= compileContext(chosen);
    try {
      opened(await context);
      return await compile(graph, await context, shared);
    } catch (error) {
      // A runtime that was missing may be installed by now.
      await context.catch(() => (context = undefined));
      throw error;
    }
  };
}

function remote({ provider, noise, threads, products, host }: Settings, client: WorkerClient): Build {
  const told: RemoteSettings = {
    provider,
    noise,
    products,
    ...(threads === undefined ? {} : { threads }),
    ...(typeof host === 'string' ? { host } : {}),
  };
  return async (graph, shared) => new OnnxExecutable(graph, await RemoteProgram.compile(client, graph, told, shared));
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

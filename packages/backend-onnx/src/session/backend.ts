/** ONNX Runtime as a backend: every graph, training steps too, becomes one ONNX model and one session. */
import { check, fail, requireConcrete, type Backend, type CompileOptions, type Graph } from '@bernoulli/api/ir';
import { compile, type Workshop } from './compile.ts';
import { OnnxExecutable } from './executable.ts';
import { findHost } from './host.ts';
import { settings, type OnnxOptions, type Settings } from './options.ts';
import { asRuntime, findRuntime } from './runtime.ts';

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
  const chosen = settings(options);
  let workshop: Promise<Workshop> | undefined;
  return {
    name: 'onnx',
    irVersion: 1,
    async compile(graph: Graph, { shareState }: CompileOptions = {}) {
      if (shareState !== undefined && !(shareState instanceof OnnxExecutable))
        fail('BACKEND', { who: 'backend onnx', what: 'shareState must be an executable that this backend compiled' });
      const shared = shareState?.program;
      requireConcrete(graph);
      check(graph);
      workshop ??= open(chosen);
      workshop.catch(() => (workshop = undefined));
      return compile(graph, await workshop, shared);
    },
  };
}

async function open(chosen: Settings): Promise<Workshop> {
  const runtime = chosen.runtime === undefined ? await findRuntime() : asRuntime(chosen.runtime);
  return { runtime, host: await findHost(chosen.provider === 'cpu' ? chosen.host : 'none'), settings: chosen };
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

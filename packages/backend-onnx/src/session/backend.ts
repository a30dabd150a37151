/** ONNX Runtime as a backend: every graph, training steps too, becomes one ONNX model and one session. */
import {
  BernoulliError,
  check,
  requireConcrete,
  simplify,
  fail,
  type Backend,
  type CompileOptions,
  type Graph,
} from '@bernoulli/api/ir';
import type { InferenceSession } from 'onnxruntime-node';
import { OnnxExecutable } from './executable.ts';
import { sessionOptions, settings, type OnnxOptions, type Settings } from './options.ts';
import { plan } from './plan.ts';
import { asRuntime, findRuntime, type Runtime } from './runtime.ts';
import { threadsFor } from './threads.ts';

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
  let runtime: Runtime | undefined;
  return {
    name: 'onnx',
    irVersion: 1,
    async compile(graph: Graph, { shareState }: CompileOptions = {}) {
      if (shareState !== undefined && !(shareState instanceof OnnxExecutable))
        fail('BACKEND', { who: 'backend onnx', what: 'shareState must be an executable that this backend compiled' });
      requireConcrete(graph);
      check(graph);
      const small = simplify(graph, { final: true });
      const { wiring, model } = plan(small, chosen.noise);
      runtime ??= chosen.runtime === undefined ? await findRuntime() : asRuntime(chosen.runtime);
      const session =
        model === null ? null : await createSession(runtime, model, chosen, chosen.threads ?? threadsFor(small));
      try {
        return new OnnxExecutable(runtime, small, wiring, session, shareState);
      } catch (error) {
        await session?.release();
        throw error;
      }
    },
  };
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

async function createSession(
  ort: Runtime,
  model: Uint8Array,
  { provider }: Settings,
  threads: number,
): Promise<InferenceSession> {
  try {
    return await ort.InferenceSession.create(model, sessionOptions(provider, threads));
  } catch (error) {
    const what = `ONNX Runtime could not load the graph on provider ${provider}: ${(error as Error).message}`;
    throw new BernoulliError('BACKEND', { who: 'onnx', what }, { cause: error });
  }
}

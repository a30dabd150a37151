/** A session of ONNX Runtime that fails in our words. */
import { BernoulliError } from '@bernoulli/api/ir';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { sessionOptions, type Settings } from './options.ts';
import { packageOf, type Runtime } from './find-runtime.ts';

export type Feeds = Readonly<Record<string, Tensor>>;
/** Where each output goes: into a tensor that is there already, or into a new one. */
export type Fetches = Readonly<Record<string, Tensor | null>>;

export class Session {
  readonly #session: InferenceSession;
  /** The Wasm package leaves arrays that wait for results as they are, and hands them back as the results. */
  readonly #takesArrays: boolean;

  private constructor(session: InferenceSession, takesArrays: boolean) {
    this.#session = session;
    this.#takesArrays = takesArrays;
  }

  /** @throws BernoulliError `BACKEND` when ONNX Runtime refuses the model. */
  static async create(runtime: Runtime, model: Uint8Array, { provider }: Settings, threads: number): Promise<Session> {
    try {
      const session = await runtime.InferenceSession.create(model, sessionOptions(provider, threads));
      return new Session(session, packageOf(runtime) === 'onnxruntime-node');
    } catch (error) {
      throw failure(`ONNX Runtime could not load the graph on provider ${provider}`, error);
    }
  }

  async run(feeds: Feeds, fetches: Fetches): Promise<Readonly<Record<string, Tensor>>> {
    try {
      const wanted = this.#takesArrays ? fetches : Object.fromEntries(Object.keys(fetches).map((name) => [name, null]));
      return (await this.#session.run(feeds, wanted)) as Record<string, Tensor>;
    } catch (error) {
      throw failure('ONNX Runtime failed', error);
    }
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

function failure(what: string, cause: unknown): BernoulliError {
  return new BernoulliError('BACKEND', { who: 'onnx', what: `${what}: ${(cause as Error).message}` }, { cause });
}

/** A session of ONNX Runtime that fails in our words. */
import { BernoulliError } from '@bernoulli/api/ir';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { sessionOptions, type Settings } from './options.ts';
import type { Runtime } from './find-runtime.ts';

export type Feeds = Readonly<Record<string, Tensor>>;
/** Where each output goes: into a tensor that is there already, or into a new one. */
export type Fetches = Readonly<Record<string, Tensor | null>>;

export class Session {
  readonly #session: InferenceSession;

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  /** @throws BernoulliError `BACKEND` when ONNX Runtime refuses the model. */
  static async create(runtime: Runtime, model: Uint8Array, { provider }: Settings, threads: number): Promise<Session> {
    try {
      return new Session(await runtime.InferenceSession.create(model, sessionOptions(provider, threads)));
    } catch (error) {
      throw failure(`ONNX Runtime could not load the graph on provider ${provider}`, error);
    }
  }

  async run(feeds: Feeds, fetches: Fetches): Promise<Readonly<Record<string, Tensor>>> {
    try {
      return (await this.#session.run(feeds, fetches)) as Record<string, Tensor>;
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

/** What a user may ask of the backend. */
import { fail, field, flag, oneOf, optional, readConfig, text, whole, type Backend } from '@bernoulli/api/ir';
import type { InferenceSession } from 'onnxruntime-node';
import type { Noise } from '../partition/assign-side.ts';
import type { Host } from './find-host.ts';

export interface OnnxOptions {
  /** Execution provider of ONNX Runtime, as in `cpu` or `cuda`; `cpu` when left out. */
  readonly provider?: string;
  /**
   * Threads that share one operator, from 1 up. Default: 1 for a graph with little to multiply, else the machine's cores, at
   * most 4. ORT's matrix products round differently with another number, so give one where runs on several machines should
   * agree as far as they can.
   */
  readonly threads?: number;
  /**
   * `host`: noise is drawn by the library's own generator and fed in, which is the faster way. `graph`: it is drawn inside the
   * ONNX graph by integer operators, so that a step is one self-contained model. Both give the same bits.
   */
  readonly noise?: Noise;
  /**
   * Who does what ONNX Runtime is slow at: noise, and the updates of an optimizer. `cpu` is `@bernoulli/backend-cpu`; any backend
   * whose executables run in place will do, as in `cpu({ threads: 1 })`, which is for bundlers. `none`: ONNX Runtime does it all.
   * Default: the CPU backend where it is installed and the provider is `cpu`, else none.
   */
  readonly host?: Host;
  /**
   * Who multiplies in a training step. `auto`: the host, alone and on all its threads, where the graph says that so much of the
   * operands is zero, behind ReLU and dropout, that it is expected to be faster, as it skips zeros; else ONNX Runtime. All programs
   * on the state of a step that is the host's are the host's, too. `session`: always ONNX Runtime.
   */
  readonly products?: 'auto' | 'session';
  /**
   * Compile and run in a thread of Node's, so that the event loop of this one stays free (default `false`). The results are the
   * same; a run takes some tens of microseconds longer, and state can be read and written but not seen in place. For a caller
   * that is a worker thread itself it is a process, so that terminating the caller aborts nothing.
   */
  readonly worker?: boolean;
  /** ONNX Runtime itself, for bundlers and browsers: `import * as ort from 'onnxruntime-web'`. Looked up when left out. */
  readonly runtime?: unknown;
}

type Open = 'runtime' | 'threads' | 'host';

export type Settings = Required<Omit<OnnxOptions, Open>> & { readonly [K in Open]?: OnnxOptions[K] | undefined };

const fields = {
  provider: text('cpu'),
  threads: optional(whole(1)),
  noise: oneOf(['host', 'graph'], 'host'),
  products: oneOf(['auto', 'session'], 'auto'),
  host: optional(field<Host>('be cpu, none or a backend', isHost)),
  worker: flag(false),
  runtime: optional(field<unknown>('be ONNX Runtime', () => true)),
};

export function settings(options: OnnxOptions): Settings {
  const read = readConfig('onnx', options, fields);
  const { provider, host, worker, runtime } = read;
  if (host !== undefined && host !== 'none' && provider !== 'cpu')
    fail('CONFIG', { who: 'onnx', what: 'a host works with the provider cpu alone', received: provider });
  if (worker && (runtime !== undefined || typeof host === 'object'))
    fail('CONFIG', { who: 'onnx', what: 'a worker finds its runtime and host itself: they cannot be handed to it' });
  return read;
}

function isHost(host: unknown): boolean {
  return host === 'cpu' || host === 'none' || typeof (host as Partial<Backend> | null)?.compile === 'function';
}

/**
 * The same in ORT's words. Only errors are logged: the caller gets them as exceptions, and warnings are for ORT's authors. Its threads
 * wait by spinning, as they do unasked: stopping them between runs costs an idle machine 1 to 2 % of a large step.
 */
export function sessionOptions(provider: string, threads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  };
}

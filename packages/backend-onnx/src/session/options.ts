/** What a user may ask of the backend. */
import { fail } from '@bernoulli/api/ir';
import type { InferenceSession } from 'onnxruntime-node';

/** Where the numbers of the `uniform` op are made; the bits are the same. */
export type Noise = 'host' | 'graph';

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
  /** ONNX Runtime itself, for bundlers and browsers: `import * as ort from 'onnxruntime-web'`. Looked up when left out. */
  readonly runtime?: unknown;
}

export type Settings = Required<Omit<OnnxOptions, 'runtime' | 'threads'>> & Pick<OnnxOptions, 'runtime' | 'threads'>;

export function settings({ provider = 'cpu', threads, noise = 'host', runtime }: OnnxOptions): Settings {
  if (typeof provider !== 'string' || provider === '')
    fail('CONFIG', { who: 'onnx', what: 'provider must be the name of an execution provider', received: provider });
  if (threads !== undefined && (!Number.isInteger(threads) || threads < 1))
    fail('CONFIG', { who: 'onnx', what: 'threads must be a whole number from 1 up', received: threads });
  if (noise !== 'host' && noise !== 'graph')
    fail('CONFIG', { who: 'onnx', what: 'noise must be host or graph', received: noise });
  return {
    provider,
    noise,
    ...(threads === undefined ? {} : { threads }),
    ...(runtime === undefined ? {} : { runtime }),
  };
}

/** The same in ORT's words. Only errors are logged: the caller gets them as exceptions, and warnings are for ORT's authors. */
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

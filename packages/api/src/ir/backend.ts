/** What you implement to run our programs. */
import type { TypedArray } from './dtype.ts';
import type { Graph, TensorData } from './graph.ts';

/** Values by name. */
export type Values = Readonly<Record<string, TensorData>>;

/** A backend in words and numbers of its own, as in `{ simd: 'relaxed', threads: 4 }` or `{ engine: 'wasm' }`. */
export type BackendDetails = Readonly<Record<string, string | number | boolean>>;

/**
 * Something that can run a {@link Graph}. A backend is a value, not a registration: hand it to `model.compile({ backend })`.
 * It draws no random numbers of its own and has no seed: noise is the `uniform` op, whose key is an input of the graph.
 */
export interface Backend {
  /** Short, lower case, as in `cpu`. */
  readonly name: string;
  /** The version of the IR that the backend understands. */
  readonly irVersion: 1;
  /** What it turned out to run on. `undefined`, or left out, until the first graph is compiled. */
  readonly details?: BackendDetails | undefined;
  /**
   * Makes a concrete graph (no symbolic sizes) ready to run. Its state starts as zeros, except under the names that
   * `shareState` holds already: those are shared, so that a training step and a prediction see the same weights.
   *
   * @throws BernoulliError `UNSUPPORTED`, naming every op that is missing, or `GRAPH`.
   */
  compile(graph: Graph, options?: CompileOptions): Promise<Executable>;
}

export interface CompileOptions {
  /** An executable of the same backend whose carried state this one joins. */
  readonly shareState?: Executable;
}

/** A graph made ready. Runs do not overlap: await one before the next. */
export interface Executable {
  /**
   * Runs once. Takes every input by name, returns every output by name, and replaces the carried state, unless the
   * graph's `commit` came out false. The arrays handed in are not kept; the arrays returned are the caller's.
   */
  run(inputs: Values): Promise<Record<string, TensorData>>;
  /** A copy of one carried value. */
  readState(name: string): Promise<TensorData>;
  /** Replaces one carried value; its dtype and shape must be those of the graph. */
  writeState(name: string, value: TensorData): Promise<void>;
  /** Frees everything. State that another executable shares stays with the other. A second call does nothing. */
  dispose(): Promise<void>;
  /**
   * Where the values lie, for a caller that fills and reads them there; `null` or left out where that cannot be offered.
   * The same object until memory moves, which `compile`, `run` or `dispose` of an executable that shares state may cause:
   * ask before each run.
   */
  inPlace?(): InPlace | null;
}

/**
 * The arrays of an executable by name. Nothing is copied and nothing is checked.
 *
 * All elements of all inputs are the caller's to fill before each run, as a run may write over them. Outputs hold until the
 * next run. Arrays of state are the state itself.
 */
export interface InPlace {
  readonly inputs: Readonly<Record<string, TypedArray>>;
  readonly outputs: Readonly<Record<string, TypedArray>>;
  readonly state: Readonly<Record<string, TypedArray>>;
  /** As {@link Executable.run}, on what lies in `inputs`, into `outputs`. */
  run(): void | Promise<void>;
}

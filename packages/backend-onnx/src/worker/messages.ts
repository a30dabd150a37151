/** What is said between the thread of the caller and the thread where ONNX Runtime works. */
import type { ErrorCode, Graph, Problem, TensorData } from '@bernoulli/api/ir';
import type { Settings } from '../runtime/options.ts';

/** What can be told to another thread of {@link Settings}. */
export type RemoteSettings = Omit<Settings, 'runtime' | 'host' | 'worker'> & { readonly host?: 'cpu' | 'none' };

/** Executables are named by numbers that the caller gives. */
export type Request =
  | {
      readonly call: 'compile';
      readonly executable: number;
      readonly graph: Graph;
      readonly buffer: SharedArrayBuffer;
      readonly shared: number | null;
      readonly settings: RemoteSettings;
    }
  /** The inputs lie in the buffer of the executable, and the outputs will. */
  | { readonly call: 'run'; readonly executable: number }
  | { readonly call: 'readState'; readonly executable: number; readonly name: string }
  | { readonly call: 'writeState'; readonly executable: number; readonly name: string; readonly value: TensorData }
  | { readonly call: 'dispose'; readonly executable: number };

/** Answers come in the order in which they are ready. */
export type Envelope = { readonly id: number; readonly request: Request } | { readonly end: true };

export type Answer =
  { readonly id: number; readonly value: TensorData | null } | { readonly id: number; readonly failure: Failure };

/** An error as plain data; `code` is missing on one that is not ours. */
export interface Failure {
  readonly message: string;
  readonly code?: ErrorCode;
  readonly problem?: Problem;
}

/** Where ONNX Runtime works when it is not in the thread of the caller. */
import type { Answer, Envelope } from './messages.ts';

/** A running thread, in the words of Node's `Worker`. */
export interface Thread {
  postMessage(envelope: Envelope, transfer: readonly never[]): void;
  on(event: 'message', listener: (answer: Answer) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'exit', listener: () => void): unknown;
  /** Says whether the process is to stay for its sake. */
  ref(): void;
  unref(): void;
}

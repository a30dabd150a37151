/** Starts the worker's thread. This module stands beside `worker`, in the sources as in what is built from them. */
import { fail } from '@bernoulli/api/ir';
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

/** @throws BernoulliError `CONFIG` where there are no threads of Node's. */
export function startThread(): Thread {
  const threads = globalThis.process?.getBuiltinModule?.('node:worker_threads');
  if (threads === undefined)
    fail('CONFIG', {
      who: 'onnx',
      what: 'worker needs the worker threads of Node',
      hint: 'In a page, run the model in a worker of your own',
    });
  const { url } = import.meta;
  return new threads.Worker(new URL(`./worker${url.slice(url.lastIndexOf('.'))}`, url));
}

/** Starts the thread. This module stands beside `worker`, in the sources as in what is built from them. */
import { fail } from '@bernoulli/api/ir';
import type { Answer, Envelope } from './worker/messages.ts';

/** A running thread. */
export interface Thread {
  send(envelope: Envelope): void;
  on(event: 'message', listener: (answer: Answer) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'exit', listener: () => void): unknown;
  /** Says whether the process is to stay for its sake. */
  ref(): void;
  unref(): void;
}

/** What is used of a `Worker` of Node's. */
export type NodeWorker = Omit<Thread, 'send'> & { postMessage(message: unknown): void };

export function threadOf(worker: NodeWorker): Thread {
  return {
    send: worker.postMessage.bind(worker),
    on: worker.on.bind(worker) as Thread['on'],
    ref: () => worker.ref(),
    unref: () => worker.unref(),
  };
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
  const entry = new URL(`./worker${url.slice(url.lastIndexOf('.'))}`, url);
  return threadOf(new threads.Worker(entry));
}

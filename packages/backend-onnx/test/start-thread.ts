/** The worker thread on the sources, for tests: what is built needs no such step. */
import type { Worker } from 'node:worker_threads';
import { startThread } from '../src/worker/start-thread.ts';
import type { Thread } from '../src/worker/thread.ts';

/** @param started is told of each thread */
export function startOnSources(started: (worker: Worker) => void = () => undefined): () => Thread {
  return () => {
    const entry = new URL('./thread.mjs', import.meta.url);
    const worker = startThread(entry, ['--conditions=@bernoulli/source']);
    started(worker as Worker);
    return worker;
  };
}

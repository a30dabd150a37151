/** The worker thread on the sources, for tests: what is built needs no such step. */
import { Worker } from 'node:worker_threads';
import type { Thread } from '../src/worker/start-thread.ts';

/** @param started is told of each thread */
export function startOnSources(started: (worker: Worker) => void = () => undefined): () => Thread {
  return () => {
    const entry = new URL('./thread.mjs', import.meta.url);
    const worker = new Worker(entry, { execArgv: ['--conditions=@bernoulli/source'] });
    started(worker);
    return worker;
  };
}

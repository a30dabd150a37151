/** Starts the worker's thread. This module stands beside `worker`, in the sources as in what is built from them. */
import { fail } from '@bernoulli/api/ir';
import { holdExit, NativeSection } from './native-section.ts';
import { startProcess } from './start-process.ts';
import type { Thread } from './thread.ts';

/**
 * A thread of the main thread; for a caller that is a thread itself, a process. Whoever ends that caller ends its threads with it, in the
 * middle of what they do, without a word to anybody.
 *
 * @param entry the program of the thread
 * @param execArgv options of Node's for it, in place of those that this process has
 * @throws BernoulliError `CONFIG` where there are no threads of Node's.
 */
export function startThread(entry: URL = besideThis(), execArgv?: readonly string[]): Thread {
  const threads = globalThis.process?.getBuiltinModule?.('node:worker_threads');
  if (threads === undefined)
    fail('CONFIG', {
      who: 'onnx',
      what: 'worker needs the worker threads of Node',
      hint: 'In a page, run the model in a worker of your own',
    });
  if (!threads.isMainThread) return startProcess(entry, execArgv);
  const section = new NativeSection();
  const worker = new threads.Worker(entry, {
    workerData: section.buffer,
    ...(execArgv === undefined ? {} : { execArgv: [...execArgv] }),
  });
  worker.on('exit', holdExit(section));
  return worker;
}

function besideThis(): URL {
  const { url } = import.meta;
  return new URL(`./worker${url.slice(url.lastIndexOf('.'))}`, url);
}

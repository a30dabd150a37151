/** The caller's side of the thread: started for the first executable, ended after the last. */
import { BernoulliError, type TensorData } from '@bernoulli/api/ir';
import { fromFailure } from './failure.ts';
import type { Answer, Request } from './messages.ts';
import type { Thread } from './thread.ts';

interface Pending {
  resolve(value: TensorData | null): void;
  reject(error: Error): void;
}

export class WorkerClient {
  readonly #start: () => Thread;
  #thread: Thread | null = null;
  #executables = 0;
  #nextName = 0;
  #nextRequest = 0;
  readonly #pending = new Map<number, Pending>();

  constructor(start: () => Thread) {
    this.#start = start;
  }

  /** True while a thread runs. */
  get isRunning(): boolean {
    return this.#thread !== null;
  }

  /** Counts an executable in, and gives it a name. */
  register(): number {
    this.#executables++;
    return this.#nextName++;
  }

  /** Counts one out; with the last, the thread ends, and this waits for it. */
  async unregister(): Promise<void> {
    if (--this.#executables > 0 || this.#thread === null) return;
    const thread = this.#thread;
    this.#thread = null;
    const ended = new Promise<void>((resolve) => void thread.on('exit', resolve));
    thread.ref();
    thread.postMessage({ end: true }, []);
    await ended;
  }

  ask(request: Request): Promise<TensorData | null> {
    const thread = (this.#thread ??= this.#open());
    const id = this.#nextRequest++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      thread.ref();
      thread.postMessage({ id, request }, []);
    });
  }

  #open(): Thread {
    const thread = this.#start();
    // A thread that waits for work keeps no program from ending.
    thread.unref();
    thread.on('message', (answer) => this.#receive(thread, answer));
    thread.on('error', (error) => this.#fail(thread, error.message));
    thread.on('exit', () => this.#fail(thread, 'it ended'));
    return thread;
  }

  #receive(thread: Thread, answer: Answer): void {
    const pending = this.#pending.get(answer.id)!;
    this.#pending.delete(answer.id);
    if (this.#pending.size === 0) thread.unref();
    if ('failure' in answer) pending.reject(fromFailure(answer.failure));
    else pending.resolve(answer.value);
  }

  #fail(thread: Thread, reason: string): void {
    if (this.#thread !== thread) return;
    this.#thread = null;
    const error = new BernoulliError('BACKEND', { who: 'onnx', what: `the worker is gone: ${reason}` });
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

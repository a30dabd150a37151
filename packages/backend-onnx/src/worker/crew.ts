/** The caller's side of the thread: started for the first executable, ended after the last. */
import { BernoulliError, type TensorData } from '@bernoulli/api/ir';
import type { Thread } from '../thread.ts';
import { fromFailure } from './failure.ts';
import type { Answer, Request } from './messages.ts';

interface Pending {
  resolve(value: TensorData | null): void;
  reject(error: Error): void;
}

export class Crew {
  readonly #start: () => Thread;
  #thread: Thread | null = null;
  #members = 0;
  #names = 0;
  #asked = 0;
  readonly #pending = new Map<number, Pending>();

  constructor(start: () => Thread) {
    this.#start = start;
  }

  /** True while a thread runs. */
  get isWorking(): boolean {
    return this.#thread !== null;
  }

  /** Takes in an executable, and gives it a name. */
  join(): number {
    this.#members++;
    return this.#names++;
  }

  /** Lets one go; with the last, the thread ends, and this waits for it. */
  async leave(): Promise<void> {
    if (--this.#members > 0 || this.#thread === null) return;
    const thread = this.#thread;
    this.#thread = null;
    const ended = new Promise<void>((resolve) => void thread.on('exit', resolve));
    thread.ref();
    thread.send({ end: true });
    await ended;
  }

  ask(request: Request): Promise<TensorData | null> {
    const thread = (this.#thread ??= this.#hire());
    const id = this.#asked++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      thread.ref();
      thread.send({ id, request });
    });
  }

  #hire(): Thread {
    const thread = this.#start();
    // A thread that waits for work keeps no program from ending.
    thread.unref();
    thread.on('message', (answer) => this.#hear(thread, answer));
    thread.on('error', (error) => this.#lose(thread, error.message));
    thread.on('exit', () => this.#lose(thread, 'it ended'));
    return thread;
  }

  #hear(thread: Thread, answer: Answer): void {
    const pending = this.#pending.get(answer.id)!;
    this.#pending.delete(answer.id);
    if (this.#pending.size === 0) thread.unref();
    if ('failure' in answer) pending.reject(fromFailure(answer.failure));
    else pending.resolve(answer.value);
  }

  #lose(thread: Thread, reason: string): void {
    if (this.#thread !== thread) return;
    this.#thread = null;
    const error = new BernoulliError('BACKEND', { who: 'onnx', what: `the worker is gone: ${reason}` });
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

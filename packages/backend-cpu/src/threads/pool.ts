/** The threads of a shared memory: they take parts of one task after the other beside the thread that runs the program. */
import { fail } from '@bernoulli/api/ir';
import type { WasmMemory, WasmModule } from '../codegen/web-assembly.ts';
import { CONTROL_BYTES, PARTS_BITS, PARTS_MASK, Word } from './control.ts';
import { workerSource } from './generated/worker.ts';
import { startThread, type Thread } from './start-thread.ts';
import type { Assignment } from './worker.ts';

/** Runs one part on the calling thread. */
export type RunPart = (part: number, thread: number) => void;

/** Threads that no memory needs at the moment: starting one takes tens of milliseconds. */
const idle: Thread[] = [];

export class Pool {
  readonly #memory: WasmMemory;
  readonly #routines: WasmModule;
  readonly #control: number;
  readonly #words: Int32Array;
  readonly #threads: number;
  #others: readonly Thread[] = [];
  #runs = 0;
  /** Whether the threads may take parts; else the caller does all of them. */
  isHelped = true;

  /** `control` is the address of {@link CONTROL_BYTES} zeros. No thread is started yet. */
  constructor(memory: WasmMemory, routines: WasmModule, control: number, threads: number) {
    this.#memory = memory;
    this.#routines = routines;
    this.#control = control;
    this.#words = new Int32Array(memory.buffer, control, CONTROL_BYTES / 4);
    this.#threads = threads;
  }

  /** Starts the threads, if they are not there yet. They come when they come: until then the caller does all parts. */
  start(): void {
    if (this.#others.length > 0) return;
    Atomics.store(this.#words, Word.over, 0);
    this.#others = Array.from({ length: this.#threads - 1 }, (_, i) => {
      const thread = idle.pop() ?? startThread(workerSource);
      if (thread === null) return [];
      const assignment: Assignment = {
        memory: this.#memory,
        routines: this.#routines,
        control: this.#control,
        thread: i + 1,
      };
      thread.send(assignment);
      return [thread];
    }).flat();
  }

  /** Lets the threads go, once they have seen it; they serve other memories. */
  stop(): void {
    Atomics.store(this.#words, Word.over, 1);
    Atomics.store(this.#words, Word.ticket, ++this.#runs << PARTS_BITS);
    Atomics.notify(this.#words, Word.ticket);
    idle.push(...this.#others);
    this.#others = [];
  }

  /** Runs all parts of a task of the program at an address, and returns when the last one is done. */
  run(program: number, task: number, parts: number, own: RunPart): void {
    if (!this.isHelped) {
      for (let part = 0; part < parts; part++) own(part, 0);
      return;
    }
    const words = this.#words;
    Atomics.store(words, Word.program, program);
    Atomics.store(words, Word.task, task);
    Atomics.store(words, Word.done, 0);
    Atomics.store(words, Word.ticket, (++this.#runs << PARTS_BITS) | parts);
    if (Atomics.load(words, Word.sleepers) > 0) Atomics.notify(words, Word.ticket);
    let done = 0;
    for (;;) {
      const ticket = Atomics.load(words, Word.ticket);
      const left = ticket & PARTS_MASK;
      if (left === 0) break;
      if (Atomics.compareExchange(words, Word.ticket, ticket, ticket - 1) !== ticket) continue;
      own(left - 1, 0);
      done++;
    }
    // The others are at their last parts: shorter than any way of sleeping.
    while (done + Atomics.load(words, Word.done) < parts) continue;
    if (Atomics.load(words, Word.failed) !== 0) fail('BACKEND', { who: 'cpu', what: 'a helping thread failed' });
  }
}

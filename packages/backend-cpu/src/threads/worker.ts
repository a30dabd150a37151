/**
 * What a helping thread runs. Sent to a shared memory, it takes parts of the task on the ticket until none is left, waits for
 * the next ticket, and so on until all is over; then it can be sent to another.
 *
 * A program is the bytes of a module in the shared memory, behind its number and its length. It is compiled before the first
 * part of it is taken: nobody waits for that. The engine compiles the same bytes once for all threads.
 *
 * `npm run generate` bundles this module into the text that threads are started on (`generated/worker.ts`), so that they start
 * alike from sources, from what is built, from bundles, and in pages.
 */
import { webAssembly, type WasmMemory, type WasmModule } from '../codegen/web-assembly.ts';
import { PARTS_MASK, Word } from './control.ts';
import { onMessage } from './host.ts';

/** What a thread is sent: the memory that it is to serve. */
export interface Assignment {
  readonly memory: WasmMemory;
  readonly routines: WasmModule;
  /** Address of the control words. */
  readonly control: number;
  /** The number of the thread; the one that runs the program has 0. */
  readonly thread: number;
}

type Program = Readonly<Record<number, (part: number, thread: number) => void>>;

/**
 * Milliseconds of waiting awake: longer than a training loop needs between two steps, which is 0.3 to 0.4 where it gathers 128
 * rows of 784 numbers. Who sleeps misses most of the step's first task.
 */
const SPIN = 1;
/** Programs that a thread remembers. */
const PROGRAMS = 16;

const { Instance, Module } = webAssembly!;

onMessage((assignment) => serve(assignment as Assignment));

function serve({ memory, routines, control, thread }: Assignment): void {
  const words = new Int32Array(memory.buffer, control);
  const programAt = programsIn(memory, routines);
  for (;;) {
    const ticket = Atomics.load(words, Word.ticket);
    const left = ticket & PARTS_MASK;
    if (left === 0) {
      if (Atomics.load(words, Word.over) !== 0) return;
      wait(words, ticket);
      continue;
    }
    const task = Atomics.load(words, Word.task);
    const address = Atomics.load(words, Word.program) >>> 0;
    let program: Program;
    try {
      program = programAt(address);
    } catch {
      // The program was given up while it was read, and its ticket with it. Else the others do without this thread.
      wait(words, ticket);
      continue;
    }
    if (Atomics.compareExchange(words, Word.ticket, ticket, ticket - 1) !== ticket) continue;
    try {
      program[task]!(left - 1, thread);
    } catch {
      Atomics.store(words, Word.failed, 1);
    }
    Atomics.add(words, Word.done, 1);
  }
}

/** Finds the program at an address, and remembers the last ones by their numbers. */
function programsIn(memory: WasmMemory, routines: WasmModule): (address: number) => Program {
  const library = new Instance(routines, { env: { memory }, host: { log: Math.log } }).exports;
  const programs = new Map<number, Program>();
  return (address) => {
    const header = new Int32Array(memory.buffer, address, 2);
    const [number, length] = [header[0]!, header[1]!];
    const known = programs.get(number);
    if (known !== undefined) return known;
    const module = new Module(new Uint8Array(memory.buffer, address + 8, length).slice());
    const program = new Instance(module, { env: { memory, ...library } }).exports as Program;
    programs.set(number, program);
    if (programs.size > PROGRAMS) programs.delete(programs.keys().next().value!);
    return program;
  };
}

/** Waits for another ticket than the one seen: awake at first, then asleep. */
function wait(words: Int32Array, seen: number): void {
  const end = performance.now() + SPIN;
  do {
    for (let i = 0; i < 256; i++) if (Atomics.load(words, Word.ticket) !== seen) return;
  } while (performance.now() < end);
  Atomics.add(words, Word.sleepers, 1);
  Atomics.wait(words, Word.ticket, seen);
  Atomics.sub(words, Word.sleepers, 1);
}

/**
 * What a helping thread runs. It is text, so that it starts alike in Node, from sources and from bundles, and in a page. Sent
 * to a family's memory, it takes parts of the task on the ticket until none is left, waits for the next ticket, and so on until
 * all is over; then it can be sent to another.
 *
 * A program is the bytes of a module in the shared memory, behind its number and its length. It is compiled before the first
 * part of it is taken: nobody waits for that. The engine compiles the same bytes once for all threads.
 */
import { PARTS_MASK, Word } from './control.ts';

/** Milliseconds of waiting awake: longer than a training loop needs between two steps. */
const SPIN = 0.3;
/** Programs that a thread remembers. */
const PROGRAMS = 16;

export const workerSource = `
const host = globalThis.process?.getBuiltinModule?.('node:worker_threads');
if (host) host.parentPort.on('message', serve);
else globalThis.onmessage = ({ data }) => serve(data);

function serve({ memory, routines, control, thread }) {
  const words = new Int32Array(memory.buffer, control);
  const library = new WebAssembly.Instance(routines, { env: { memory }, host: { log: Math.log } }).exports;
  const programs = new Map();

  function programAt(address) {
    const [number, length] = new Int32Array(memory.buffer, address, 2);
    if (!programs.has(number)) {
      const module = new WebAssembly.Module(new Uint8Array(memory.buffer, address + 8, length).slice());
      programs.set(number, new WebAssembly.Instance(module, { env: { memory, ...library } }).exports);
      if (programs.size > ${PROGRAMS}) programs.delete(programs.keys().next().value);
    }
    return programs.get(number);
  }

  function wait(seen) {
    const end = performance.now() + ${SPIN};
    do {
      for (let i = 0; i < 256; i++) if (Atomics.load(words, ${Word.ticket}) !== seen) return;
    } while (performance.now() < end);
    Atomics.add(words, ${Word.sleepers}, 1);
    Atomics.wait(words, ${Word.ticket}, seen);
    Atomics.sub(words, ${Word.sleepers}, 1);
  }

  for (;;) {
    const ticket = Atomics.load(words, ${Word.ticket});
    const left = ticket & ${PARTS_MASK};
    if (left === 0) {
      if (Atomics.load(words, ${Word.over})) return;
      wait(ticket);
      continue;
    }
    const task = Atomics.load(words, ${Word.task});
    const address = Atomics.load(words, ${Word.program}) >>> 0;
    let program;
    try {
      program = programAt(address);
    } catch {
      // The program was given up while it was read, and its ticket with it. Else the others do without this thread.
      wait(ticket);
      continue;
    }
    if (Atomics.compareExchange(words, ${Word.ticket}, ticket, ticket - 1) !== ticket) continue;
    try {
      program[task](left - 1, thread);
    } catch {
      Atomics.store(words, ${Word.failed}, 1);
    }
    Atomics.add(words, ${Word.done}, 1);
  }
}
`;

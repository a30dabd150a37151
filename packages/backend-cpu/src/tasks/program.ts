/** The bytes of a module in the shared memory, where the other threads find them. */
import type { SharedMemory } from '../memory/shared-memory.ts';

export interface ProgramBlock {
  readonly address: number;
  readonly release: () => void;
}

/** Tells programs apart when one takes the place of another. */
let programs = 0;

/** Writes number, length and bytes; starts the threads. */
export function layOut(code: Uint8Array, { heap, pool }: SharedMemory): ProgramBlock {
  const block = heap.allocate(8 + code.length);
  new Int32Array(heap.buffer, block.address, 2).set([++programs, code.length]);
  new Uint8Array(heap.buffer, block.address + 8, code.length).set(code);
  pool!.start();
  return { address: block.address, release: () => heap.free(block) };
}

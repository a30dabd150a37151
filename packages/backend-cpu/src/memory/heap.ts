/** Bytes with an allocator: one buffer for all that executables share, so that kernels and Wasm see the same memory. */
import { fail } from '@bernoulli/api/ir';
import { MOST_PAGES, PAGE, type WasmMemory } from '../codegen/web-assembly.ts';

/** Every block starts on a cache line. */
const LINE = 64;
const LIMIT = MOST_PAGES * PAGE;

export function roundUp(bytes: number): number {
  return Math.ceil(bytes / LINE) * LINE;
}

export interface Block {
  readonly address: number;
  readonly bytes: number;
}

export class Heap {
  #buffer: ArrayBufferLike;
  readonly #memory: WasmMemory | null;
  /** Ordered by address, never touching. */
  readonly #free: { address: number; bytes: number }[] = [];
  /** The first line is left out, so that no block has address 0. */
  #top = LINE;

  /** On a Wasm memory, or without one on a plain buffer. */
  constructor(memory: WasmMemory | null) {
    this.#memory = memory;
    this.#buffer = memory?.buffer ?? new ArrayBuffer(PAGE);
  }

  /** Changes when the heap grows: views made before are dead. */
  get buffer(): ArrayBufferLike {
    return this.#buffer;
  }

  /** A block of whatever stood there before. */
  allocate(size: number): Block {
    const bytes = Math.max(roundUp(size), LINE);
    return this.#reuse(bytes) ?? this.#extend(bytes);
  }

  /** A block of zeros. */
  allocateZeros(size: number): Block {
    const block = this.allocate(size);
    new Uint8Array(this.#buffer, block.address, block.bytes).fill(0);
    return block;
  }

  free({ address, bytes }: Block): void {
    const at = this.#free.findIndex((f) => f.address > address);
    const index = at < 0 ? this.#free.length : at;
    this.#free.splice(index, 0, { address, bytes });
    this.#merge(index);
    if (index > 0) this.#merge(index - 1);
    const last = this.#free.at(-1)!;
    if (last.address + last.bytes === this.#top) this.#top = this.#free.pop()!.address;
  }

  #merge(index: number): void {
    const [left, right] = [this.#free[index], this.#free[index + 1]];
    if (left === undefined || right === undefined || left.address + left.bytes !== right.address) return;
    left.bytes += right.bytes;
    this.#free.splice(index + 1, 1);
  }

  #reuse(bytes: number): Block | null {
    const index = this.#free.findIndex((f) => f.bytes >= bytes);
    if (index < 0) return null;
    const found = this.#free[index]!;
    const block = { address: found.address, bytes };
    if (found.bytes === bytes) this.#free.splice(index, 1);
    else {
      found.address += bytes;
      found.bytes -= bytes;
    }
    return block;
  }

  #extend(bytes: number): Block {
    const address = this.#top;
    if (address + bytes > this.#buffer.byteLength) this.#grow(address + bytes);
    this.#top += bytes;
    return { address, bytes };
  }

  #grow(needed: number): void {
    const outOfMemory = (cause?: unknown): never =>
      fail('BACKEND', {
        who: 'cpu',
        what: `out of memory: the graph needs ${Math.ceil(needed / 2 ** 20)} MiB`,
        hint: `${cause === undefined ? 'WebAssembly holds at most 4096 MiB' : 'The system has no more'}; use smaller batches`,
      });
    if (needed > LIMIT) outOfMemory();
    try {
      if (this.#memory !== null) {
        this.#memory.grow(Math.ceil((needed - this.#buffer.byteLength) / PAGE));
        this.#buffer = this.#memory.buffer;
      } else {
        const larger = new Uint8Array(Math.ceil(needed / PAGE) * PAGE);
        larger.set(new Uint8Array(this.#buffer));
        this.#buffer = larger.buffer;
      }
    } catch (error) {
      outOfMemory(error);
    }
  }
}

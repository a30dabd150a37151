import { describe, expect, it } from 'vitest';
import { Heap } from './heap.ts';

describe('Heap', () => {
  it('hands out zeros on request, also where others have written', () => {
    const heap = new Heap(null);
    const first = heap.allocate(100);
    new Uint8Array(heap.buffer).fill(7);
    heap.free(first);
    const again = heap.allocateZeros(100);
    expect(again.address).toBe(first.address);
    expect([...new Uint8Array(heap.buffer, again.address, again.bytes)].every((b) => b === 0)).toBe(true);
  });

  it('joins what is freed, in any order, and reuses it', () => {
    const heap = new Heap(null);
    const blocks = [1, 2, 3, 4].map(() => heap.allocate(64));
    for (const i of [1, 3, 0, 2]) heap.free(blocks[i]!);
    expect(heap.allocate(256).address).toBe(blocks[0]!.address);
  });

  it('splits a larger hole', () => {
    const heap = new Heap(null);
    const hole = heap.allocate(256);
    heap.allocate(64);
    heap.free(hole);
    expect([heap.allocate(64).address, heap.allocate(64).address]).toEqual([hole.address, hole.address + 64]);
  });

  it('keeps what it holds when it grows', () => {
    const heap = new Heap(null);
    const { address } = heap.allocate(64);
    new Float32Array(heap.buffer, address, 1)[0] = 42;
    const before = heap.buffer;
    heap.allocate(1 << 20);
    expect(heap.buffer).not.toBe(before);
    expect(new Float32Array(heap.buffer, address, 1)[0]).toBe(42);
  });

  it('says how much is too much', () => {
    expect(() => new Heap(null).allocate(2 ** 33)).toThrow(/cpu: out of memory: the graph needs 8193 MiB/);
  });
});

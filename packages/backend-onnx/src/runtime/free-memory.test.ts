/** Memory is given back at once, but only what nobody else may hold. */
import { describe, expect, it } from 'vitest';
import { freeMemory } from './free-memory.ts';

/** Elements of an array that is large enough to be given back. */
const many = 4096;

describe('freeMemory', () => {
  it('leaves an array without elements', () => {
    const array = new Float32Array(many);
    freeMemory(array);
    expect([array.length, array.buffer.byteLength]).toEqual([0, 0]);
    freeMemory(array);
  });

  it('leaves alone what others may hold a part of', () => {
    const whole = new Float32Array(2 * many).fill(3);
    freeMemory(whole.subarray(many));
    expect(whole).toHaveLength(2 * many);
    const shared = new Float32Array(new SharedArrayBuffer(4 * many));
    freeMemory(shared);
    expect(shared).toHaveLength(many);
  });

  it('leaves a small array to the collector', () => {
    const array = Float32Array.of(1, 2, 3);
    freeMemory(array);
    expect([...array]).toEqual([1, 2, 3]);
  });

  it('works where buffers cannot transfer themselves', () => {
    const array = new Float32Array(many);
    Object.defineProperty(array.buffer, 'transfer', { value: undefined });
    freeMemory(array);
    expect(array).toHaveLength(0);
  });
});

/** Memory of state is given back early, but not too early. */
import { Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { freeMemory } from './free-memory.ts';
import { Resident } from './resident.ts';

describe('freeMemory', () => {
  it('leaves an array without elements', () => {
    const array = Float32Array.of(1, 2, 3);
    freeMemory(array);
    expect([array.length, array.buffer.byteLength]).toEqual([0, 0]);
    freeMemory(array);
  });

  it('leaves alone what others may hold a part of', () => {
    const whole = Float32Array.of(1, 2, 3);
    freeMemory(whole.subarray(1));
    expect([...whole]).toEqual([1, 2, 3]);
    const shared = new Float32Array(new SharedArrayBuffer(8));
    freeMemory(shared);
    expect(shared).toHaveLength(2);
  });

  it('works where buffers cannot transfer themselves', () => {
    const array = Float32Array.of(1, 2, 3);
    Object.defineProperty(array.buffer, 'transfer', { value: undefined });
    freeMemory(array);
    expect(array).toHaveLength(0);
  });
});

describe('a resident value', () => {
  const fresh = (): { data: Float32Array; value: Resident } => {
    const data = Float32Array.of(1, 2);
    return { data, value: new Resident(new Tensor('float32', data, [2])) };
  };

  it('is freed when it is retired and unread', () => {
    const { data, value } = fresh();
    expect(value.acquire().data).toBe(data);
    value.release();
    expect(data).toHaveLength(2);
    value.retire();
    expect(data).toHaveLength(0);
  });

  it('outlives its retirement until the last reader is done', () => {
    const { data, value } = fresh();
    value.acquire();
    value.acquire();
    value.retire();
    value.release();
    expect(data).toHaveLength(2);
    value.release();
    expect(data).toHaveLength(0);
  });
});

/** Memory of state is given back early, but not too early. */
import { Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { freeMemory } from '../free-memory.ts';
import { StateTensor } from './state-tensor.ts';

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

describe('a tensor of state', () => {
  const fresh = (): { data: Float32Array; value: StateTensor } => {
    const data = new Float32Array(many);
    return { data, value: new StateTensor(new Tensor('float32', data, [many])) };
  };

  it('is freed when it is retired and unread', () => {
    const { data, value } = fresh();
    expect(value.acquire().data).toBe(data);
    value.release();
    expect(data).toHaveLength(many);
    value.retire();
    expect(data).toHaveLength(0);
  });

  it('outlives its retirement until the last reader is done', () => {
    const { data, value } = fresh();
    value.acquire();
    value.acquire();
    value.retire();
    value.release();
    expect(data).toHaveLength(many);
    value.release();
    expect(data).toHaveLength(0);
  });
});

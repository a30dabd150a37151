/** Memory of state is given back early, but not too early. */
import { Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { StateTensor } from './state-tensor.ts';

/** Elements of an array that is large enough to be given back. */
const many = 4096;

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

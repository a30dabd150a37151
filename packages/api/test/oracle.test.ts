/** The comparison can fail: it is what everything else here rests on. */
import { describe, expect, it } from 'vitest';
import { decode, evaluate, expectClose, fromKeras } from './oracle.ts';

describe('expectClose', () => {
  it.each([
    [[1.1], [1]],
    [[NaN], [1]],
    [[1], [NaN]],
    [[Infinity], [-Infinity]],
    [[1], [Infinity]],
    [[1, 2], [1]],
    [[], [0]],
  ])('refuses %j for %j', (got, want) => {
    expect(() => expectClose(got, want, 1e-3)).toThrow(/got|number of elements/);
  });

  it('takes what is within the tolerance, measured as |got − want| / (1 + |want|)', () => {
    expectClose([100.1, NaN, -Infinity], [100, NaN, -Infinity], 1e-3);
    expect(() => expectClose([100.11], [100], 1e-3)).toThrow('[0]: got 100.11, want 100');
  });
});

describe('reading', () => {
  it('turns Keras spelling into ours', () => {
    expect(fromKeras({ beta_1: 0.9, from_logits: true, reduction: 'sum_over_batch_size' })).toEqual({
      beta1: 0.9,
      fromLogits: true,
      reduction: 'sumOverBatchSize',
    });
  });

  it('knows the dtypes, and says which it does not', () => {
    expect(decode({ dtype: 'int32', shape: [2], data: [1, 2] })).toEqual({
      dtype: 'i32',
      shape: [2],
      data: Int32Array.of(1, 2),
    });
    expect(() => decode({ dtype: 'complex64', shape: [], data: [] })).toThrow('complex64');
  });

  it('runs what is written', () => {
    const { y } = evaluate({ x: decode({ dtype: 'float32', shape: [2], data: [1, 2] }) }, ({ x }) => ({
      y: x.square(),
    }));
    expect([y!.shape, Array.from(y!)]).toEqual([[2], [1, 4]]);
  });
});

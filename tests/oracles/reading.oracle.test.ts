/** The comparison can fail, and only what the library lacks is left out: what all oracle tests rest on. */
import { layerFromConfig, SGD } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { decode } from './encoded.ts';
import { expectClose } from './expect-close.ts';
import { saved } from './keras-config.ts';
import { isKnown } from './known.ts';
import { readOracle } from './oracle-file.ts';

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
    const config = { beta_1: 0.9, from_logits: true, reduction: 'sum_over_batch_size' };
    expect(saved({ class: 'Thing', config })).toEqual({
      className: 'Thing',
      config: { beta1: 0.9, fromLogits: true, reduction: 'sumOverBatchSize' },
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

  it('fails on a file that is absent', () => {
    expect(() => readOracle('nothing.json')).toThrow('nothing.json');
  });
});

describe('what is left out', () => {
  it('is a class, a setting or a choice that the library does not have', () => {
    expect(isKnown(() => layerFromConfig({ className: 'NotALayer', config: {} }))).toBe(false);
    expect(isKnown(() => new SGD({ notASetting: 1 } as object))).toBe(false);
    expect(isKnown(() => layerFromConfig({ className: 'Activation', config: { activation: 'none such' } }))).toBe(
      false,
    );
  });

  it('is nothing that the library has, or breaks on', () => {
    expect(isKnown(() => new SGD({ learningRate: 0.1 }))).toBe(true);
    expect(isKnown(() => new SGD({ learningRate: -1 }))).toBe(true);
    expect(
      isKnown(() => {
        throw new TypeError('a defect');
      }),
    ).toBe(true);
  });
});

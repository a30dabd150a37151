import { describe, expect, it } from 'vitest';
import { isBatchSource } from './index.ts';

describe('a source of batches', () => {
  it.each<[string, unknown, boolean]>([
    ['a list of batches', [{ x: [[1]], y: [0] }], true],
    ['a generator', (function* () {})(), true],
    ['an async iterable', { [Symbol.asyncIterator]: () => undefined }, true],
    ['rows of numbers', [[1, 2]], false],
    ['an empty list', [], false],
    ['a typed array', new Float32Array(2), false],
    ['flat values with a shape', { data: [1], shape: [1] }, false],
    ['several inputs', [{ data: [1], shape: [1] }], false],
    ['a number', 3, false],
    ['nothing', null, false],
  ])('%s', (_, value, is) => {
    expect(isBatchSource(value)).toBe(is);
  });
});

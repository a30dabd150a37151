import { describe, expect, it } from 'vitest';
import type { TensorData } from '../ir/index.ts';
import {
  checkBatchSize,
  isBatchSource,
  readBatches,
  toLabels,
  type ArrayInput,
  type BatchSource,
  type ReadBatchesOptions,
} from '../data.ts';

const f32 = (shape: number[], ...values: number[]): TensorData => ({
  dtype: 'f32',
  shape,
  data: Float32Array.from(values),
});

describe('batches', () => {
  const all = async (source: BatchSource, options: Partial<ReadBatchesOptions> = {}) => {
    const out = [];
    for await (const batch of readBatches(source, { who: 'fit', ...options })) out.push(batch);
    return out;
  };
  async function* slowly(): AsyncGenerator<{ x: number[][]; y: number[] }> {
    yield { x: [[1, 2]], y: [0] };
    await Promise.resolve();
    yield {
      x: [
        [3, 4],
        [5, 6],
      ],
      y: [1, 2],
    };
  }

  it('come from arrays and from async generators, of any number of rows', async () => {
    const y = (value: ArrayInput, who: string): TensorData => toLabels(value, 3, who);
    const ready = await all(slowly(), { y });
    expect(ready).toEqual([
      { x: f32([1, 2], 1, 2), y: { dtype: 'i32', shape: [1], data: Int32Array.of(0) }, rows: 1 },
      { x: f32([2, 2], 3, 4, 5, 6), y: { dtype: 'i32', shape: [2], data: Int32Array.of(1, 2) }, rows: 2 },
    ]);
    expect(
      await all(
        [
          { x: [[1, 2]], y: [0] },
          {
            x: [
              [3, 4],
              [5, 6],
            ],
            y: [1, 2],
          },
        ],
        { y },
      ),
    ).toEqual(ready);
    expect(await all([{ x: [[1, 2]] }])).toEqual([{ x: f32([1, 2], 1, 2), rows: 1 }]);
    await expect(all(slowly(), { y: (value, who) => toLabels(value, 2, who) })).rejects.toThrow(
      'fit at batch 1: label 2 at row 1 of y',
    );
  });

  it.each<[string, unknown[], Partial<ReadBatchesOptions>, RegExp]>([
    ['nothing', [], {}, /fit: the source gave no batch. A generator can be read only once/],
    ['no batch', [[1, 2]], {}, /fit at batch 0: a batch must be an object \{ x, y \}. Received Array/],
    ['no y', [{ x: [1] }], { needY: true }, /fit at batch 0: y is missing/],
    [
      'an empty batch',
      [
        { x: [1], y: [1] },
        { x: [], y: [] },
      ],
      {},
      /fit at batch 1: x is empty/,
    ],
    ['unequal lengths', [{ x: [1], y: [1, 2] }], {}, /fit at batch 0: x has 1 rows, y has 2/],
    [
      'x that changes',
      [{ x: [[1]] }, { x: [[1, 2]] }],
      {},
      /fit at batch 1: a row of x must have shape \[1\]. Received \[2\]/,
    ],
    [
      'y that changes',
      [
        { x: [1], y: [1] },
        { x: [1], y: [[1]] },
      ],
      {},
      /fit at batch 1: a row of y must have shape \[\]. Received \[1\]/,
    ],
    ['x not of the model', [{ x: [[1]] }], { xRow: [64] }, /a row of x must have shape \[64\]. Received \[1\]/],
    ['NaN', [{ x: [1], y: [NaN] }], { finite: true }, /fit at batch 0: y\[0\] must be a finite number/],
  ])('refuse %s', async (_, source, options, message) => {
    await expect(all(source as BatchSource, options)).rejects.toThrow(message);
  });

  it('are told from arrays of numbers', () => {
    expect([slowly(), [{ x: [1] }], new Set(), { [Symbol.asyncIterator]: slowly }].map(isBatchSource)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect([[1], [[1]], [], Float32Array.of(1), f32([1], 1), null, 'x', 3].some(isBatchSource)).toBe(false);
  });

  it('have a size that is a positive whole number', () => {
    expect(checkBatchSize(32, 'fit')).toBe(32);
    for (const size of [0, -1, 1.5, NaN, Infinity])
      expect(() => checkBatchSize(size, 'fit')).toThrow(/batchSize must be a positive whole number. Received/);
  });
});

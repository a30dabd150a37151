/** What must hold of the metrics beyond single figures. */
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../../tests/oracles/expect-close.ts';
import { evaluate } from '../../test/evaluate.ts';
import type { Shape, TensorData } from '../ir/index.ts';
import { getLoss, losses } from '../losses/index.ts';
import { getMetric, metrics, type Metric, type MetricName } from './index.ts';

const f32 = (shape: Shape, data: readonly number[]): TensorData => ({
  dtype: 'f32',
  shape,
  data: Float32Array.from(data),
});
const i32 = (shape: Shape, data: readonly number[]): TensorData => ({
  dtype: 'i32',
  shape,
  data: Int32Array.from(data),
});

function resultOf(
  metric: Metric,
  batches: readonly { yTrue: TensorData; yPred: TensorData; weight?: TensorData }[],
): number | readonly number[] {
  const sums: Record<string, Float64Array> = {};
  for (const batch of batches) {
    const {
      yTrue,
      yPred,
      weight = f32(
        [yPred.shape[0]!],
        Array.from({ length: yPred.shape[0]! }, () => 1),
      ),
    } = batch;
    const statistics = evaluate({ yTrue, yPred, weight }, (x) => metric.statistics(x.yTrue, x.yPred, x.weight));
    for (const [name, values] of Object.entries(statistics)) {
      const sum = (sums[name] ??= new Float64Array(values.length));
      for (let i = 0; i < sum.length; i++) sum[i]! += values[i]!;
    }
  }
  return metric.result(sums);
}

describe('the name accuracy', () => {
  it.each([
    ['sparseCategoricalCrossentropy', [8, 10], 'SparseCategoricalAccuracy'],
    ['sparseCategoricalCrossentropy', [8, 1], 'SparseCategoricalAccuracy'],
    ['categoricalCrossentropy', [8, 10], 'CategoricalAccuracy'],
    ['binaryCrossentropy', [8, 1], 'BinaryAccuracy'],
    ['mse', [8, 1], 'BinaryAccuracy'],
    ['mse', [8, 3], 'CategoricalAccuracy'],
  ] as const)('beside %s of shape %j means %s', (loss, yPredShape, className) => {
    for (const name of ['accuracy', 'acc'] as const) {
      const metric = getMetric(name, { loss: getLoss(loss), yPredShape });
      expect([metric.className, metric.name]).toEqual([className, name]);
    }
  });

  it('puts the threshold at 0 where the loss reads binary logits', () => {
    const loss = new losses.BinaryCrossentropy({ fromLogits: true });
    expect(getMetric('accuracy', { loss, yPredShape: [8, 1] }).getConfig()['threshold']).toBe(0);
  });
});

describe('names', () => {
  it('are the keys of the figures', () => {
    const context = { loss: getLoss('mse'), yPredShape: [8, 1] };
    expect(['mae', 'mean_absolute_error', 'rmse'].map((name) => getMetric(name as MetricName, context).name)).toEqual([
      'mae',
      'mean_absolute_error',
      'rmse',
    ]);
    expect(getMetric(new metrics.MeanAbsoluteError(), context).name).toBe('meanAbsoluteError');
  });

  it('of cross-entropies follow the loss', () => {
    const loss = new losses.SparseCategoricalCrossentropy({ fromLogits: true });
    const metric = getMetric('crossentropy', { loss, yPredShape: [8, 3] });
    expect([metric.className, metric.getConfig()['fromLogits']]).toEqual(['SparseCategoricalCrossentropy', true]);
  });

  it('of metrics that read other labels than the loss are refused', () => {
    expect(() => getMetric('mse', { loss: getLoss('sparseCategoricalCrossentropy'), yPredShape: [8, 3] })).toThrow(
      'metric: MeanSquaredError reads values of the shape of the prediction, but the loss SparseCategoricalCrossentropy reads class numbers.',
    );
  });
});

describe('results', () => {
  const scores = [0.1, 0.7, 0.2, 0.5, 0.3, 0.2, 0.2, 0.2, 0.6, 0.4, 0.35, 0.25];
  const labels = [1, 1, 0, 0];

  it.each([
    new metrics.SparseCategoricalAccuracy(),
    new metrics.SparseTopKCategoricalAccuracy({ k: 2 }),
    new metrics.SparseCategoricalCrossentropy(),
  ])('of $className do not depend on the cut into batches', (metric) => {
    const batch = (from: number, to: number) => ({
      yTrue: i32([to - from], labels.slice(from, to)),
      yPred: f32([to - from, 3], scores.slice(3 * from, 3 * to)),
    });
    expectClose(resultOf(metric, [batch(0, 3), batch(3, 4)]), resultOf(metric, [batch(0, 4)]), 1e-12);
  });

  it('leave out samples of weight 0, and are 0 without any', () => {
    const metric = new metrics.SparseCategoricalAccuracy();
    const batch = { yTrue: i32([4], labels), yPred: f32([4, 3], scores) };
    expect(resultOf(metric, [{ ...batch, weight: f32([4], [1, 0, 0, 1]) }])).toBe(1);
    expect(resultOf(metric, [{ ...batch, weight: f32([4], [0, 0, 0, 0]) }])).toBe(0);
  });

  it('a tie does not push a class out of the top k', () => {
    const batch = { yTrue: i32([2], [2, 0]), yPred: f32([2, 3], [0.4, 0.4, 0.4, 0.2, 0.5, 0.3]) };
    expect(resultOf(new metrics.SparseTopKCategoricalAccuracy({ k: 1 }), [batch])).toBe(0.5);
  });

  it('a class that does not exist is never among the top k, the first and the last may be', () => {
    const batch = (label: number) => ({ yTrue: i32([1], [label]), yPred: f32([1, 3], [-1, -2, -1]) });
    const hits = [-1, 0, 1, 2, 3].map((label) =>
      resultOf(new metrics.SparseTopKCategoricalAccuracy({ k: 3 }), [batch(label)]),
    );
    expect(hits).toEqual([0, 1, 1, 1, 0]);
  });

  it('a probability at the threshold is no yes', () => {
    const batch = { yTrue: f32([3, 1], [0, 0, 1]), yPred: f32([3, 1], [0.25, 0.25, 0.375]) };
    expect(resultOf(new metrics.BinaryAccuracy({ threshold: 0.25 }), [batch])).toBe(1);
  });

  it('a score that is no number is never among the top k', () => {
    const batch = { yTrue: i32([1], [0]), yPred: f32([1, 3], [NaN, 0.5, 0.3]) };
    expect(resultOf(new metrics.SparseTopKCategoricalAccuracy({ k: 2 }), [batch])).toBe(0);
  });
});

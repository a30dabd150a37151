/** Curves, counts and overlaps against what follows from their definitions, element by element. */
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../../tests/oracles/expect-close.ts';
import { evaluate } from '../../test/evaluate.ts';
import type { Shape, TensorData } from '../ir/index.ts';
import { bucketsOf } from './buckets.ts';
import { metrics, type Metric } from './index.ts';
import { evenThresholds } from './threshold-metric.ts';

const f32 = (shape: Shape, ...data: number[]): TensorData => ({ dtype: 'f32', shape, data: Float32Array.from(data) });
const i32 = (shape: Shape, ...data: number[]): TensorData => ({ dtype: 'i32', shape, data: Int32Array.from(data) });

function figure(metric: Metric, y: TensorData, p: TensorData): number | readonly number[] {
  const statistics = evaluate({ y, p }, ({ y, p }) => metric.statistics(y, p));
  return metric.result(
    Object.fromEntries(Object.entries(statistics).map(([name, values]) => [name, Float64Array.from(values)])),
  );
}

describe('buckets', () => {
  it.each([0, 1e-7])(
    'of even thresholds are counted as by comparison, at the thresholds too, with ends %d',
    (epsilon) => {
      for (const count of [2, 3, 7, 50, 200]) {
        const thresholds = evenThresholds(count, epsilon);
        const near = thresholds.flatMap((t) => [t - 6e-8, t, t + 6e-8].map(Math.fround));
        const p = f32([near.length + 2], ...near.map((v) => Math.min(1, Math.max(0, v))), NaN, 0.5);
        const { buckets } = evaluate({ p }, ({ p }) => ({ buckets: bucketsOf(p, thresholds, true) }));
        const want = Array.from(p.data, (v) => thresholds.filter((t) => v > Math.fround(t)).length);
        expect(Array.from(buckets!)).toEqual(want);
      }
    },
  );
});

describe('AUC', () => {
  it('is the share of pairs in their right order, when thresholds part all scores', () => {
    const scores = [0.1, 0.15, 0.35, 0.4, 0.55, 0.6, 0.8, 0.95];
    const labels = [0, 1, 0, 0, 1, 0, 1, 1];
    const pairs = scores.flatMap((a, i) =>
      scores.flatMap((b, j) => (labels[i] === 1 && labels[j] === 0 ? [Number(a > b)] : [])),
    );
    const want = pairs.reduce((a, b) => a + b) / pairs.length;
    expectClose(figure(new metrics.AUC(), f32([8], ...labels), f32([8], ...scores)), want, 1e-12);
  });

  it('of one kind of label only is 0, not NaN', () => {
    for (const curve of ['ROC', 'PR'] as const)
      expect(figure(new metrics.AUC({ curve }), f32([3], 0, 0, 0), f32([3], 0.1, 0.5, 0.9))).toBe(0);
  });

  it('names shapes that do not fit', () => {
    const many = f32([1, 3], 0, 1, 0);
    expect(() => figure(new metrics.AUC({ multiLabel: true, numLabels: 2 }), many, many)).toThrow(
      'AUC: predictions must be [batch, 2]. Received [1, 3].',
    );
    expect(() => figure(new metrics.AUC({ labelWeights: [1, 2] }), many, many)).toThrow('[batch, 2]');
    expect(() => figure(new metrics.AUC({ multiLabel: true }), f32([1], 0), f32([1], 0))).toThrow('[batch, labels]');
  });
});

describe('precision and recall', () => {
  const y = f32([2, 4], 1, 0, 0, 1, 0, 1, 0, 0);
  const p = f32([2, 4], 0.9, 0.8, 0.3, 0.3, 0.2, 0.1, 0.2, 0);

  it('look at the first of equal scores beside topK', () => {
    // Of [0.9, 0.8, 0.3, 0.3] the first three, of [0.2, 0.1, 0.2, 0] the first three: 2 of 6 are right, of 3 that there are.
    expectClose(figure(new metrics.Precision({ topK: 3 }), y, p), 2 / 6, 1e-12);
    expectClose(figure(new metrics.Recall({ topK: 3 }), y, p), 2 / 3, 1e-12);
  });

  it('take thresholds in any order', () => {
    expectClose(figure(new metrics.Precision({ thresholds: [0.85, 0.05, 0.25] }), y, p), [1, 3 / 7, 2 / 4], 1e-12);
  });

  it('name a class that is not there', () => {
    expect(() => figure(new metrics.Recall({ classId: 4 }), y, p)).toThrow(
      'Recall: there is no class 4. Received [2, 4].',
    );
  });
});

describe('overlaps', () => {
  const y = i32([6], 0, 0, 1, 1, 2, -1);
  const p = i32([6], 0, 1, 1, 1, 0, 2);

  it('are intersections over unions; what lies outside the classes does not count', () => {
    expectClose(figure(new metrics.MeanIoU({ numClasses: 4 }), y, p), (1 / 3 + 2 / 3 + 0) / 3, 1e-12);
    expectClose(figure(new metrics.IoU({ numClasses: 3, targetClassIds: [1] }), y, p), 2 / 3, 1e-12);
    expectClose(figure(new metrics.IoU({ numClasses: 3, ignoreClass: 2 }), y, p), (1 / 2 + 2 / 3) / 2, 1e-12);
    expectClose(
      figure(new metrics.BinaryIoU(), f32([4], 0, 1, 1, 0), f32([4], 0.5, 0.7, 0.1, 0.2)),
      (1 / 3 + 1 / 3) / 2,
      1e-12,
    );
  });

  it('of nothing are 0', () => {
    expect(figure(new metrics.MeanIoU({ numClasses: 2 }), i32([1], 7), i32([1], 0))).toBe(0);
  });

  it('want the number of classes where nothing tells it', () => {
    expect(() => figure(new metrics.MeanIoU(), y, p)).toThrow('MeanIoU: numClasses must be given');
    expect(() => figure(new metrics.MeanIoU({ numClasses: 2 }), i32([2], 0, 1), p)).toThrow(
      'labels must be of the shape [6]',
    );
  });
});

describe('R²', () => {
  it('is 1 for what is right, and 0 where labels do not differ', () => {
    const y = f32([3, 2], 1, 5, 2, 5, 4, 5);
    expect(figure(new metrics.R2Score({ classAggregation: null }), y, y)).toEqual([1, 0]);
    expect(figure(new metrics.R2Score({ classAggregation: 'varianceWeightedAverage' }), y, y)).toBe(1);
  });
});

describe('settings', () => {
  it.each([
    () => new metrics.AUC({ numThresholds: 1 }),
    () => new metrics.AUC({ thresholds: [2] }),
    () => new metrics.AUC({ labelWeights: [-1] }),
    () => new metrics.AUC({ curve: 'roc' as 'ROC' }),
    () => new metrics.Precision({ thresholds: [] }),
    () => new metrics.Recall({ topK: 0 }),
    () => new metrics.TruePositives({ thresholds: 1.5 }),
    () => new metrics.PrecisionAtRecall({ recall: 2 }),
    () => new metrics.F1Score({ average: 'mean' as 'macro' }),
    () => new metrics.FBetaScore({ beta: 0 }),
    () => new metrics.R2Score({ numRegressors: -1 }),
    () => new metrics.IoU({ targetClassIds: [-1] }),
    () => new metrics.MeanIoU({ numClasses: 0 }),
  ])('%s is refused', (make) => {
    expect(make).toThrow(/ must /);
  });
});

/** Laws of all metrics: it does not matter how rows are cut into batches, nor what fills them up; weights count. */
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../../tests/oracles/expect-close.ts';
import { evaluate } from '../../test/evaluate.ts';
import { sizeOf, type Shape, type TensorData } from '../ir/index.ts';
import { metricFromConfig, metrics, type Metric } from './index.ts';

const rows = 9;
const wave = (i: number, phase: number): number => 0.5 + 0.5 * Math.sin(2.7 * i + phase);
const f32 = (shape: Shape, value: (i: number) => number): TensorData => ({
  dtype: 'f32',
  shape,
  data: Float32Array.from({ length: sizeOf(shape) }, (_, i) => value(i)),
});
const i32 = (shape: Shape, value: (i: number) => number): TensorData => ({
  ...f32(shape, value),
  dtype: 'i32',
  data: Int32Array.from({ length: sizeOf(shape) }, (_, i) => value(i)),
});

const shares = f32([rows, 3], (i) => wave(i, 0));
const answers = f32([rows, 3], (i) => Number(wave(i, 1) > 0.5));
const oneHot = f32([rows, 3], (i) => Number(i % 3 === (7 * Math.floor(i / 3)) % 3));
const numbers = f32([rows, 3], (i) => 1 + 3 * wave(i, 2));
const classes = i32([rows], (i) => (i < 5 ? i % 3 : 2));
const guesses = i32([rows], (i) => (i * i) % 3);

interface Case {
  readonly metric: Metric;
  readonly y: TensorData;
  readonly p: TensorData;
}
const of = (y: TensorData, p: TensorData, ...all: Metric[]): Case[] => all.map((metric) => ({ metric, y, p }));

/** What each metric is tried on; one that is missing here does not compile. */
const cases: Readonly<Record<keyof typeof metrics, readonly Case[]>> = {
  Accuracy: of(classes, guesses, new metrics.Accuracy()),
  AUC: of(
    answers,
    shares,
    new metrics.AUC({ numThresholds: 20 }),
    new metrics.AUC({ curve: 'PR', thresholds: [0.7, 0.2] }),
    new metrics.AUC({ multiLabel: true, numLabels: 3, labelWeights: [1, 2, 3], summationMethod: 'majoring' }),
    new metrics.AUC({ labelWeights: [0, 2, 1], curve: 'PR', summationMethod: 'minoring' }),
  ),
  BinaryAccuracy: of(answers, shares, new metrics.BinaryAccuracy()),
  BinaryCrossentropy: of(answers, shares, new metrics.BinaryCrossentropy()),
  BinaryIoU: of(answers, shares, new metrics.BinaryIoU({ threshold: 0.4 })),
  CategoricalAccuracy: of(oneHot, shares, new metrics.CategoricalAccuracy()),
  CategoricalCrossentropy: of(oneHot, shares, new metrics.CategoricalCrossentropy()),
  CategoricalHinge: of(oneHot, shares, new metrics.CategoricalHinge()),
  CosineSimilarity: of(numbers, shares, new metrics.CosineSimilarity()),
  F1Score: of(oneHot, shares, new metrics.F1Score({ average: 'weighted' })),
  FalseNegatives: of(answers, shares, new metrics.FalseNegatives({ thresholds: [0.9, 0.3] })),
  FalsePositives: of(answers, shares, new metrics.FalsePositives()),
  FBetaScore: of(answers, shares, new metrics.FBetaScore({ beta: 2, threshold: 0.3 })),
  Hinge: of(answers, numbers, new metrics.Hinge()),
  IoU: of(classes, guesses, new metrics.IoU({ numClasses: 4, targetClassIds: [0, 3], ignoreClass: 1 })),
  KLDivergence: of(shares, answers, new metrics.KLDivergence()),
  LogCoshError: of(numbers, shares, new metrics.LogCoshError()),
  Mean: of(numbers, shares, new metrics.Mean()),
  MeanAbsoluteError: of(numbers, shares, new metrics.MeanAbsoluteError()),
  MeanAbsolutePercentageError: of(numbers, shares, new metrics.MeanAbsolutePercentageError()),
  MeanIoU: of(classes, shares, new metrics.MeanIoU({ sparseYPred: false })),
  MeanSquaredError: of(numbers, shares, new metrics.MeanSquaredError()),
  MeanSquaredLogarithmicError: of(numbers, shares, new metrics.MeanSquaredLogarithmicError()),
  OneHotIoU: of(oneHot, shares, new metrics.OneHotIoU({ targetClassIds: [2] })),
  OneHotMeanIoU: of(oneHot, guesses, new metrics.OneHotMeanIoU({ sparseYPred: true })),
  Poisson: of(answers, numbers, new metrics.Poisson()),
  Precision: of(answers, shares, new metrics.Precision({ topK: 2, classId: 1 }), new metrics.Precision()),
  PrecisionAtRecall: of(answers, shares, new metrics.PrecisionAtRecall({ recall: 0.4 })),
  R2Score: of(
    numbers,
    shares,
    new metrics.R2Score({ numRegressors: 2 }),
    new metrics.R2Score({ classAggregation: null }),
  ),
  Recall: of(answers, shares, new metrics.Recall({ thresholds: 0.2 })),
  RecallAtPrecision: of(answers, shares, new metrics.RecallAtPrecision({ precision: 0.4 })),
  RootMeanSquaredError: of(numbers, shares, new metrics.RootMeanSquaredError()),
  SensitivityAtSpecificity: of(answers, shares, new metrics.SensitivityAtSpecificity({ classId: 2 })),
  SparseCategoricalAccuracy: of(classes, shares, new metrics.SparseCategoricalAccuracy()),
  SparseCategoricalCrossentropy: of(classes, shares, new metrics.SparseCategoricalCrossentropy()),
  SparseTopKCategoricalAccuracy: of(classes, shares, new metrics.SparseTopKCategoricalAccuracy({ k: 2 })),
  SpecificityAtSensitivity: of(answers, shares, new metrics.SpecificityAtSensitivity({ numThresholds: 1 })),
  SquaredHinge: of(answers, numbers, new metrics.SquaredHinge()),
  Sum: of(numbers, shares, new metrics.Sum()),
  TopKCategoricalAccuracy: of(oneHot, shares, new metrics.TopKCategoricalAccuracy({ k: 2 })),
  TrueNegatives: of(answers, shares, new metrics.TrueNegatives()),
  TruePositives: of(answers, shares, new metrics.TruePositives()),
};

/** Some of the rows, and the first of them again up to `size`: what fills a batch in evaluation. */
function cut(x: TensorData, which: readonly number[], size: number): TensorData {
  const width = x.data.length / rows;
  const data = new (x.data.constructor as Float32ArrayConstructor)(size * width);
  for (let i = 0; i < size; i++) {
    const row = which[i] ?? which[0]!;
    data.set(x.data.slice(row * width, (row + 1) * width) as Float32Array, i * width);
  }
  return { ...x, shape: [size, ...x.shape.slice(1)], data } as TensorData;
}

/** The figure over batches of these rows, each with its weight; `size` rows each. */
function figure(
  { metric, y, p }: Case,
  batches: readonly (readonly number[])[],
  size: number,
  weightOf: ((row: number) => number) | null = () => 1,
): ArrayLike<number> | number {
  const sums: Record<string, Float64Array> = {};
  for (const which of batches) {
    const parts = { y: cut(y, which, size), p: cut(p, which, size) };
    const weight = f32([size], (i) => (i < which.length ? (weightOf?.(which[i]!) ?? 1) : 0));
    const statistics =
      weightOf === null
        ? evaluate(parts, ({ y, p }) => metric.statistics(y, p))
        : evaluate({ ...parts, weight }, ({ y, p, weight }) => metric.statistics(y, p, weight));
    for (const [name, values] of Object.entries(statistics)) {
      const sum = (sums[name] ??= new Float64Array(values.length));
      for (let i = 0; i < sum.length; i++) sum[i]! += values[i]!;
    }
  }
  return metric.result(sums);
}

const all = Array.from({ length: rows }, (_, i) => i);

describe.each(Object.entries(cases))('%s', (className, of) => {
  it.each(of)('is the same however rows are cut, whatever fills the last batch: %#', (c) => {
    const whole = figure(c, [all], rows, null);
    expect([whole].flat().every(Number.isFinite)).toBe(true);
    expect([whole].flat().some((value) => value !== 0)).toBe(true);
    expectClose(figure(c, [all], rows), whole, 1e-6);
    expectClose(figure(c, [all.slice(0, 4), all.slice(4, 8), all.slice(8)], 4), whole, 1e-6);
  });

  it.each(of)('counts a row of weight 2 twice, one of weight 0 not at all: %#', (c) => {
    // The adjusted R² counts numbers, not their weights.
    if (c.metric instanceof metrics.R2Score && c.metric.numRegressors > 0)
      return expect(c.metric.className).toBe(className);
    const weighted = figure(c, [all], rows, (row) => [1, 2, 0][row % 3]!);
    const listed = all.flatMap((row) => Array.from({ length: [1, 2, 0][row % 3]! }, () => row));
    expectClose(weighted, figure(c, [listed], listed.length, null), 1e-6);
  });

  it.each(of)('comes back from its config: %#', ({ metric }) => {
    const again = metricFromConfig({ className, config: JSON.parse(JSON.stringify(metric.getConfig())) });
    expect(again.getConfig()).toEqual(metric.getConfig());
  });
});

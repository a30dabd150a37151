/** Laws of all losses: gradients are slopes, rows that only fill a batch change nothing, and bad settings are refused. */
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../../tests/oracles/expect-close.ts';
import { evaluate } from '../../test/evaluate.ts';
import { gradients } from '../ir/grad.ts';
import { sizeOf, type Shape, type TensorData } from '../ir/index.ts';
import { lossFromConfig, losses, type Loss } from './index.ts';

/** Somewhere between `low` and `high`, the same each time, f32. */
function scattered(shape: Shape, low: number, high: number, phase = 0): TensorData {
  const data = Float32Array.from({ length: sizeOf(shape) }, (_, i) => {
    const share = 0.5 + 0.5 * Math.sin(2.7 * i + phase);
    return low + (high - low) * share;
  });
  return { dtype: 'f32', shape, data };
}
const i32 = (shape: Shape, ...data: number[]): TensorData => ({ dtype: 'i32', shape, data: Int32Array.from(data) });
const rounded = ({ shape, data }: TensorData): TensorData => ({
  dtype: 'f32',
  shape,
  data: Float32Array.from(data, Math.round),
});

const probabilities = scattered([4, 3], 0.1, 0.9);
const answers = rounded(scattered([4, 3], 0, 1, 1));
const numbers = scattered([4, 3], -2, 2);
const targets = scattered([4, 3], -2.5, 2.5, 2);
const positives = scattered([4, 3], 0.2, 3);

/** What each loss is tried on, away from its kinks; a loss that is missing here does not compile. */
const cases: Readonly<Record<keyof typeof losses, { loss: Loss; y: TensorData; p: TensorData }[]>> = {
  BinaryCrossentropy: [{ loss: new losses.BinaryCrossentropy(), y: answers, p: probabilities }],
  BinaryFocalCrossentropy: [
    { loss: new losses.BinaryFocalCrossentropy({ applyClassBalancing: true }), y: answers, p: probabilities },
    { loss: new losses.BinaryFocalCrossentropy({ fromLogits: true, gamma: 1.5 }), y: answers, p: numbers },
  ],
  CategoricalCrossentropy: [{ loss: new losses.CategoricalCrossentropy(), y: answers, p: probabilities }],
  CategoricalFocalCrossentropy: [
    { loss: new losses.CategoricalFocalCrossentropy({ alpha: [1, 2, 3] }), y: answers, p: probabilities },
    { loss: new losses.CategoricalFocalCrossentropy({ fromLogits: true }), y: answers, p: numbers },
  ],
  CategoricalGeneralizedCrossEntropy: [
    { loss: new losses.CategoricalGeneralizedCrossEntropy({ q: 0.7 }), y: i32([4], 0, 2, 1, 1), p: probabilities },
  ],
  CategoricalHinge: [{ loss: new losses.CategoricalHinge(), y: answers, p: numbers }],
  Circle: [
    { loss: new losses.Circle({ gamma: 4 }), y: i32([4], 7, 5, 7, 5), p: scattered([4, 3], -0.6, 0.6) },
    {
      loss: new losses.Circle({ gamma: 4, removeDiagonal: false }),
      y: i32([4], 1, 2, 1, 3),
      p: scattered([4, 3], -0.6, 0.6),
    },
  ],
  CosineSimilarity: [{ loss: new losses.CosineSimilarity(), y: targets, p: numbers }],
  CTC: [
    { loss: new losses.CTC(), y: i32([2, 3], 1, 1, 0, 2, 0, 0), p: scattered([2, 5, 3], -2, 2) },
    { loss: new losses.CTC(), y: i32([1, 2], 0, 0), p: scattered([1, 1, 3], -2, 2) },
  ],
  Dice: [{ loss: new losses.Dice(), y: answers, p: probabilities }],
  Hinge: [{ loss: new losses.Hinge(), y: answers, p: numbers }],
  Huber: [{ loss: new losses.Huber({ delta: 0.7 }), y: targets, p: numbers }],
  KLDivergence: [{ loss: new losses.KLDivergence(), y: probabilities, p: scattered([4, 3], 0.1, 0.9, 3) }],
  LogCosh: [{ loss: new losses.LogCosh(), y: targets, p: numbers }],
  MeanAbsoluteError: [{ loss: new losses.MeanAbsoluteError(), y: targets, p: numbers }],
  MeanAbsolutePercentageError: [{ loss: new losses.MeanAbsolutePercentageError(), y: targets, p: numbers }],
  MeanSquaredError: [{ loss: new losses.MeanSquaredError(), y: targets, p: numbers }],
  MeanSquaredLogarithmicError: [{ loss: new losses.MeanSquaredLogarithmicError(), y: probabilities, p: positives }],
  Poisson: [{ loss: new losses.Poisson(), y: answers, p: positives }],
  SparseCategoricalCrossentropy: [
    { loss: new losses.SparseCategoricalCrossentropy(), y: i32([4], 0, 2, 1, 1), p: probabilities },
  ],
  SquaredHinge: [{ loss: new losses.SquaredHinge(), y: answers, p: numbers }],
  Tversky: [{ loss: new losses.Tversky({ alpha: 0.3, beta: 0.7, axis: 1 }), y: answers, p: probabilities }],
};

describe.each(Object.entries(cases))('%s', (className, all) => {
  it.each(all)('$loss has its slopes as gradient', ({ loss, y, p }) => {
    const { grad } = evaluate({ y, p }, ({ y, p }, b) => ({ grad: gradients(b, loss.call(y, p).ref, [p.ref])[0]! }));
    const at = (i: number, by: number): number => {
      // A power of two, so that the shifted number is an f32 that is off by exactly this.
      const data = Float32Array.from(p.data, (v, j) => (i === j ? v + by : v));
      const off = data[i]! - p.data[i]!;
      const { value } = evaluate({ y, p: { ...p, data } }, ({ y, p }) => ({ value: loss.call(y, p) }));
      return (value![0]! * by) / off;
    };
    const step = 2 ** -12;
    const middle = at(0, 0);
    expect(Number.isNaN(middle) || Number.isFinite(middle)).toBe(true);
    const slopes = Array.from(p.data, (_, i) => (at(i, step) - at(i, -step)) / (2 * step));
    expectClose(grad!, slopes, 2e-5, className);
    expect(slopes.some((slope) => slope !== 0)).toBe(true);
  });

  it.each(all)('$loss comes back from its config', ({ loss }) => {
    expect(lossFromConfig({ className, config: loss.getConfig() })).toEqual(loss);
  });

  it.each(all)('$loss is the same beside rows that only fill the batch', ({ loss, y, p }) => {
    const rows = p.shape[0]!;
    const filled = (x: TensorData, by: number): TensorData => {
      const data = x.dtype === 'i32' ? new Int32Array(2 * x.data.length) : new Float32Array(2 * x.data.length);
      data.set(x.data);
      return { ...x, shape: [2 * rows, ...x.shape.slice(1)], data: data.fill(by, x.data.length) } as TensorData;
    };
    const counts = { ...scattered([2 * rows], 0, 0), data: new Float32Array(2 * rows).fill(1, 0, rows) };
    const { each } = evaluate({ y, p }, ({ y, p }) => ({ each: loss.perSample(y, p) }));
    const { more } = evaluate({ y: filled(y, 0), p: filled(p, 0.3), counts }, ({ y, p, counts }) => ({
      more: loss.perSample(y, p, counts),
    }));
    expectClose(Array.from(more!).slice(0, each!.length), each!, 1e-12, className);
  });
});

describe('settings', () => {
  it.each([
    () => new losses.Huber({ delta: 0 }),
    () => new losses.BinaryFocalCrossentropy({ alpha: 2 }),
    () => new losses.BinaryFocalCrossentropy({ gamma: -1 }),
    () => new losses.CategoricalFocalCrossentropy({ alpha: [1, NaN] }),
    () => new losses.CategoricalFocalCrossentropy({ alpha: [] }),
    () => new losses.CategoricalGeneralizedCrossEntropy({ q: 1 }),
    () => new losses.Circle({ gamma: 0 }),
    () => new losses.CTC({ maxLabels: 0 }),
    () => new losses.Dice({ axis: [] }),
    () => new losses.Tversky({ alpha: Infinity }),
    () => new losses.CosineSimilarity({ axis: 0.5 }),
  ])('%s is refused', (make) => {
    expect(make).toThrow(/ must /);
  });
});

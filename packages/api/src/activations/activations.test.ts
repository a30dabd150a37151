/** What must hold of activations beyond single figures. */
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../../tests/oracles/expect-close.ts';
import { evaluate } from '../../test/evaluate.ts';
import type { Shape, TensorData } from '../ir/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { activations, getActivation } from './index.ts';

const f32 = (shape: Shape, ...data: number[]): TensorData => ({ dtype: 'f32', shape, data: Float32Array.from(data) });
const of = (f: (x: Tensor) => Tensor, x: TensorData) => Array.from(evaluate({ x }, ({ x }) => ({ y: f(x) }))['y']!);

describe('sparsemax', () => {
  const x = f32([4, 4], 0.1, 0.3, 0.2, -1, 5, 5, 5, 5, 2, 2, -9, 1.5, 1e30, 0, -1e30, 3);
  const y = of(activations.sparsemax, x);

  it('is the projection onto the simplex: above 0 all are moved alike, and nothing at 0 would be above', () => {
    for (let row = 0; row < 4; row++) {
      const [z, p] = [x.data, y].map((all) => [...all.slice(4 * row, 4 * row + 4)]);
      expectClose(
        p!.reduce((a, b) => a + b),
        1,
        1e-6,
      );
      const moved = z!.map((v, i) => v - p![i]!);
      const tau = Math.max(...moved.filter((_, i) => p![i]! > 0));
      p!.forEach((v, i) => {
        if (v > 0) expectClose(moved[i]!, tau, 1e-6);
        else expect(z![i]).toBeLessThanOrEqual(tau);
      });
    }
    expect(y.filter((v) => v === 0)).toHaveLength(6);
  });
});

it('relu may be cut off at 0, as in Keras', () => {
  const cut = (x: Tensor): Tensor => activations.relu(x, { maxValue: 0, negativeSlope: 0.5 });
  expect(of(cut, f32([3], -2, 0, 3))).toEqual([-1, 0, 0]);
  expect(() => of((x) => activations.relu(x, { maxValue: -1 }), f32([1], 1))).toThrow('maxValue');
});

describe('what is not a number', () => {
  it.each(Object.entries(activations))('stays one in %s', (_, f) => {
    const y = of(f as (x: Tensor) => Tensor, f32([1, 2], NaN, NaN));
    expect(y.every(Number.isNaN)).toBe(true);
  });
});

describe('far out', () => {
  it.each(Object.entries(activations).filter(([name]) => name !== 'exponential'))('%s overflows nowhere', (_, f) => {
    for (const by of [-1e30, 1e30])
      expect(of(f as (x: Tensor) => Tensor, f32([1, 2], by, 0)).some(Number.isNaN)).toBe(false);
  });
});

describe('glu', () => {
  it('names an axis that cannot be halved', () => {
    expect(() => of(activations.glu, f32([1, 3], 1, 2, 3))).toThrow(
      'glu: axis -1 must be of even size. Received [1, 3].',
    );
  });
});

it('hardSwish is another name of hardSilu', () => {
  expect(getActivation('hardSwish')).toBe(activations.hardSilu);
});

/** What the oracle has no case of. */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate.ts';
import { gradients } from '../ir/grad.ts';
import type { Shape, TensorData } from '../ir/index.ts';
import { OrthogonalRegularizer } from './orthogonal-regularizer.ts';

const weight = (shape: Shape, ...data: number[]): TensorData => ({
  dtype: 'f32',
  shape,
  data: Float32Array.from(data),
});

function penalty(w: TensorData) {
  return evaluate({ w }, ({ w }, b) => {
    const value = new OrthogonalRegularizer({ factor: 1 }).penalty(w);
    return { value, grad: gradients(b, value.ref, [w.ref])[0]! };
  });
}

describe('OrthogonalRegularizer', () => {
  it('is 0 for one row, and for rows at right angles, and 1 for parallel ones', () => {
    expect(penalty(weight([1, 2], 3, 4))['value']![0]).toBe(0);
    expect(penalty(weight([2, 2], 1, 0, 0, 5))['value']![0]).toBe(0);
    expect(penalty(weight([2, 2], 1, 2, -2, -4))['value']![0]).toBeCloseTo(1, 12);
  });

  it('of a row of zeros has a finite gradient', () => {
    expect(Array.from(penalty(weight([2, 2], 0, 0, 1, 1))['grad']!).every(Number.isFinite)).toBe(true);
  });

  it('names a weight that is no matrix', () => {
    expect(() => penalty(weight([2], 1, 2))).toThrow(
      'OrthogonalRegularizer: the weight must be a matrix. Received [2].',
    );
  });
});

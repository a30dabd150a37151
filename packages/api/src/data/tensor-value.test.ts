/** Flat values come out nested as they would go in. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { TensorValue, type NestedNumbers } from './tensor-value.ts';
import { toTensor } from './to-tensor.ts';

const counted = (...shape: number[]): TensorValue => {
  const size = shape.reduce((product, n) => product * n, 1);
  return new TensorValue({ dtype: 'i32', shape, data: Int32Array.from({ length: size }, (_, i) => i) });
};

describe('toArray', () => {
  it('nests along every axis', () => {
    expect(counted(3).toArray()).toEqual([0, 1, 2]);
    expect(counted(2, 3).toArray()).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
    expect(counted(2, 1, 2).toArray()).toEqual([[[0, 1]], [[2, 3]]]);
    expect(counted(2, 0).toArray()).toEqual([[], []]);
    expect(counted(0, 2).toArray()).toEqual([]);
  });

  it.each([[[4]], [[2, 3]], [[3, 1, 2]], [[2, 3, 1, 2]]])('of %j goes in again as the same', (shape) => {
    const value = counted(...shape);
    expect(toTensor(value.toArray(), 'i32', 'test')).toEqual({ ...value });
  });

  it('copies, and gives numbers for truth values', () => {
    const value = new TensorValue({ dtype: 'bool', shape: [2], data: Uint8Array.of(1, 0) });
    const array = value.toArray(1);
    array[0] = 7;
    expect([array, value.toArray()]).toEqual([
      [7, 0],
      [1, 0],
    ]);
  });

  it('is of the type that its rank says', () => {
    expectTypeOf(counted(2, 2).toArray(2)).toEqualTypeOf<number[][]>();
    expectTypeOf(counted(2, 2).toArray()).toEqualTypeOf<NestedNumbers>();
    expect(counted().toArray(0)).toBe(0);
  });

  it('refuses another rank', () => {
    const error = (message: string): unknown => expect.objectContaining({ code: 'SHAPE', message });
    expect(() => counted(2, 3).toArray(1)).toThrow(error('toArray: needs 1 axes. Received shape [2, 3].'));
    expect(() => counted().toArray()).toThrow(
      error('toArray: needs one or more axes. Received shape []. toArray(0) gives the number.'),
    );
  });
});

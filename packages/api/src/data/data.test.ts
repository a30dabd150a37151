import { describe, expect, it } from 'vitest';
import type { TensorData } from '../ir/index.ts';
import { checkRows, rowsOf, sliceRows, splitRows, RowGather, toLabels, toTensor, type ArrayInput } from './index.ts';

const f32 = (shape: number[], ...values: number[]): TensorData => ({
  dtype: 'f32',
  shape,
  data: Float32Array.from(values),
});

describe('toTensor', () => {
  it.each<[string, ArrayInput, number[], number[]]>([
    [
      'nested arrays',
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      [2, 3],
      [1, 2, 3, 4, 5, 6],
    ],
    [
      'three levels',
      [
        [[1], [2]],
        [[3], [4]],
      ],
      [2, 2, 1],
      [1, 2, 3, 4],
    ],
    ['rows that are typed', [Float64Array.of(1, 2), Uint8Array.of(3, 4)], [2, 2], [1, 2, 3, 4]],
    ['one dimension', [1, 2], [2], [1, 2]],
    ['a typed array', Float64Array.of(0.5, 1), [2], [0.5, 1]],
    ['bytes, which are numbers here', Uint8Array.of(0, 255), [2], [0, 255]],
    ['values with a shape', { data: [1, 2, 3, 4], shape: [2, 2] }, [2, 2], [1, 2, 3, 4]],
    [
      'a tensor of another dtype',
      { dtype: 'i32', data: Int32Array.of(1, -2), shape: [2, 1] } as TensorData,
      [2, 1],
      [1, -2],
    ],
    ['nothing', [], [0], []],
    ['rows of nothing', [[], []], [2, 0], []],
    ['NaN, when not asked about', [NaN, Infinity], [2], [NaN, Infinity]],
  ])('takes %s', (_, value, shape, values) => {
    expect(toTensor(value, 'f32', 'fit')).toEqual({ dtype: 'f32', shape, data: Float32Array.from(values) });
  });

  it('takes a typed array of the dtype as it is, and never its shape array', () => {
    const data = Float32Array.of(1, 2);
    const shape = [2, 1];
    const tensor = toTensor({ data, shape }, 'f32', 'fit');
    expect(tensor.data).toBe(data);
    expect(tensor.shape).not.toBe(shape);
    const ints = Int32Array.of(1);
    expect(toTensor(ints, 'i32', 'fit').data).toBe(ints);
  });

  it('makes i32 and bool of what is exactly that', () => {
    expect(toTensor([-(2 ** 31), 2 ** 31 - 1, -0], 'i32', 'fit').data).toEqual(
      Int32Array.of(-(2 ** 31), 2 ** 31 - 1, 0),
    );
    expect(
      toTensor(
        [
          [true, false],
          [0, 1],
        ],
        'bool',
        'fit',
      ),
    ).toEqual({ dtype: 'bool', shape: [2, 2], data: Uint8Array.of(1, 0, 0, 1) });
  });

  it.each<[string, unknown, 'f32' | 'i32' | 'bool', string, RegExp]>([
    [
      'ragged',
      [[1, 2], [3]],
      'f32',
      'SHAPE',
      /^fit: x is ragged: x\[1\] must have 2 elements, as at the start. Received 1 elements/,
    ],
    [
      'ragged below',
      [
        [[1], [2]],
        [[3], [4, 5]],
      ],
      'f32',
      'SHAPE',
      /x\[1\]\[1\] must have 1 elements.*Received 2 elements/,
    ],
    ['number among rows', [[1], 2], 'f32', 'SHAPE', /x\[1\] must have 1 elements.*Received 2/],
    ['row among numbers', [1, [2]], 'f32', 'SHAPE', /x\[1\] must be a number, as at the start. Received Array/],
    ['rows after an empty one', [[], [1]], 'f32', 'SHAPE', /x\[1\] must have 0 elements/],
    ['text', [[1, '2']], 'f32', 'DATA', /x\[0\]\[1\] must be a number. Received the text "2"/],
    ['a hole', [1, , 2], 'f32', 'DATA', /x\[1\] must be a number. Received undefined/], // oxlint-disable-line no-sparse-arrays
    ['null', [null], 'f32', 'DATA', /x\[0\] must be a number. Received null/],
    ['a boolean as f32', [true], 'f32', 'DATA', /x\[0\] must be a number. Received true/],
    [
      'not an array',
      7,
      'f32',
      'DATA',
      /must be an array of numbers, nested or typed, or \{ data, shape \}. Received 7/,
    ],
    ['undefined', undefined, 'f32', 'DATA', /Received undefined/],
    ['a map', new Map(), 'f32', 'DATA', /Received Map/],
    ['64-bit integers', BigInt64Array.of(1n), 'f32', 'DATA', /Received BigInt64Array/],
    [
      'a shape that does not fit',
      { data: [1, 2, 3], shape: [2, 2] },
      'f32',
      'SHAPE',
      /x of shape \[2, 2\] needs 4 values. Received 3 values/,
    ],
    ['a negative size', { data: [1], shape: [-1] }, 'f32', 'SHAPE', /non-negative integers/],
    ['data that is no array', { data: 'abc', shape: [3] }, 'f32', 'DATA', /the data of x must be a flat array/],
    ['a fraction as i32', [[1], [1.5]], 'i32', 'DATA', /x\[1\]\[0\] must be a whole number of 32 bits. Received 1.5/],
    [
      'too much for i32',
      Float64Array.of(2 ** 31),
      'i32',
      'DATA',
      /x\[0\] must be a whole number of 32 bits. Received 2147483648/,
    ],
    ['NaN as i32', [NaN], 'i32', 'DATA', /Received NaN/],
    ['2 as bool', Uint8Array.of(1, 2), 'bool', 'DATA', /x\[1\] must be 0 or 1. Received 2/],
  ])('refuses %s', (_, value, dtype, code, message) => {
    expect(() => toTensor(value as ArrayInput, dtype, 'fit')).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  it('refuses what is not finite when asked to, also what f32 cannot reach', () => {
    const options = { name: 'y', finite: true };
    expect(() =>
      toTensor(
        [
          [0, 1],
          [NaN, 1],
        ],
        'f32',
        'fit',
        options,
      ),
    ).toThrow('fit: y[1][0] must be a finite number. Received NaN.');
    expect(() => toTensor(Float64Array.of(1e39), 'f32', 'fit', options)).toThrow(
      'y[0] must be a finite number. Received 1e+39.',
    );
  });
});

describe('rows', () => {
  const x = f32([4, 2], 0, 1, 10, 11, 20, 21, 30, 31);

  it('are counted', () => {
    expect(rowsOf(x, 'fit')).toBe(4);
    expect(() => rowsOf(f32([], 1), 'fit')).toThrow(/x must have rows/);
    expect(checkRows({ x, y: f32([4], 1, 2, 3, 4) }, 'fit')).toBe(4);
    expect(() => checkRows({ x, y: f32([1], 1) }, 'fit')).toThrow('fit: x has 4 rows, y has 1. They must be equal.');
    expect(() => checkRows({ x: f32([0, 2]) }, 'fit')).toThrow('fit: x is empty. Received shape [0, 2].');
    expect(() => checkRows({ x: f32([2, 0]) }, 'fit')).toThrow('fit: x is empty.');
    expect(() => checkRows({}, 'fit')).toThrow('there is no data');
  });

  it('are gathered in any order, narrow or wide', () => {
    const room = new Float32Array(8).fill(-1);
    new RowGather(x).take(Uint32Array.of(0, 3, 0, 3), 1, 4, room);
    expect([...room]).toEqual([30, 31, 0, 1, 30, 31, -1, -1]);
    const wide: TensorData = { dtype: 'i32', shape: [3, 200], data: Int32Array.from({ length: 600 }, (_, i) => i) };
    const gather = new RowGather(wide);
    for (const order of [Uint32Array.of(2, 0), Uint32Array.of(1, 2)]) {
      const out = new Int32Array(400);
      gather.take(order, 0, 2, out);
      expect(out).toEqual(Int32Array.from({ length: 400 }, (_, i) => order[i < 200 ? 0 : 1]! * 200 + (i % 200)));
    }
  });

  it('are split as Keras splits, the last ones for validation, without a copy', () => {
    const { train, validation } = splitRows(x, 0.3);
    expect(train).toEqual(f32([2, 2], 0, 1, 10, 11));
    expect(validation).toEqual(f32([2, 2], 20, 21, 30, 31));
    expect(validation.data.buffer).toBe(x.data.buffer);
    expect(sliceRows(x, 1, 2)).toEqual(f32([1, 2], 10, 11));
    for (const split of [0, 1, -0.1, NaN])
      expect(() => splitRows(x, split)).toThrow(/validationSplit must be a number between 0 and 1/);
    expect(() => splitRows(x, 0.9, 'fit')).toThrow(
      'fit: validationSplit must leave rows on both sides; of 4 rows, 0 are left for training. Received 0.9.',
    );
  });
});

describe('labels', () => {
  it('become i32 from any array', () => {
    for (const value of [
      [0, 9],
      Float32Array.of(0, 9),
      Uint8Array.of(0, 9),
      { data: Float64Array.of(0, 9), shape: [2] },
    ])
      expect(toLabels(value, 10, 'fit')).toEqual({ dtype: 'i32', shape: [2], data: Int32Array.of(0, 9) });
    const own = Int32Array.of(1, 2);
    expect(toLabels(own, 3, 'fit').data).toBe(own);
  });

  it.each<[ArrayInput, string]>([
    [[3, 10], 'fit: label 10 at row 1 of y: must be a whole number in [0, 9].'],
    [Int32Array.of(0, -1), 'fit: label -1 at row 1 of y: must be a whole number in [0, 9].'],
    [[2.5], 'fit: label 2.5 at row 0 of y: must be a whole number in [0, 9].'],
    [Float32Array.of(NaN), 'fit: label NaN at row 0 of y: must be a whole number in [0, 9].'],
    [{ data: [0, 0, 0, 11], shape: [2, 2] }, 'fit: label 11 at row 1 of y: must be a whole number in [0, 9].'],
    [['1'] as never, 'fit: label the text "1" at row 0 of y: must be a whole number in [0, 9].'],
  ])('refuses %j', (value, message) => {
    expect(() => toLabels(value, 10, 'fit')).toThrow(expect.objectContaining({ code: 'DATA', message }));
  });
});

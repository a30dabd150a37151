/** What must hold of lessEqual. */
import type { OpCases } from '../case.ts';
import { at, bool, f32, fill, i32, map, wholeNoise, zip } from '../data.ts';

const left = map(wholeNoise([2, 1, 3, 1, 2], 943, -3, 4), Number, 'f32');
const right = map(wholeNoise([3, 1, 2, 1], 944, -3, 4), Number, 'f32');
const a = map(wholeNoise([5, 67], 945, -3, 4), Number, 'f32');
const b = map(wholeNoise([5, 67], 946, -3, 4), Number, 'f32');
const row = map(wholeNoise([67], 947, -3, 4), Number, 'f32');

export const lessEqualCases: OpCases<'lessEqual'> = {
  values: [
    {
      kind: 'plain',
      name: 'plain',
      inputs: [f32([2, 3], [1, -2, 0.5, 3, 0, -7]), f32([2, 3], [1, 0.25, -2, 3, 5, -7])],
      attrs: {},
      output: bool([2, 3], [1, 1, 0, 1, 1, 1]),
    },
    {
      kind: 'edge',
      name: 'row and column',
      inputs: [f32([3, 1], [1, -2, 4]), f32([4], [1, 0.5, -2, 4])],
      attrs: {},
      output: bool([3, 4], [1, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 1]),
    },
    {
      kind: 'edge',
      name: 'scalar first',
      inputs: [f32([], [10]), f32([3], [1, 10, 11])],
      attrs: {},
      output: bool([3], [0, 1, 1]),
    },
    { kind: 'edge', name: 'two scalars', inputs: [f32([], [10]), f32([], [10])], attrs: {}, output: bool([], [1]) },
    {
      kind: 'edge',
      name: 'broadcast in five axes',
      inputs: [left, right],
      attrs: {},
      output: fill('bool', [2, 3, 3, 2, 2], ([h, i, j, k, l]) =>
        Number(at(left, [h!, 0, j!, 0, l!]) <= at(right, [i!, 0, k!, 0])),
      ),
    },
    {
      kind: 'empty',
      name: 'no elements',
      inputs: [f32([0, 3], []), f32([3], [1, 2, 3])],
      attrs: {},
      output: bool([0, 3], []),
    },
    {
      kind: 'empty',
      name: 'one stretched to none',
      inputs: [f32([2, 1], [1, 2]), f32([1, 0], [])],
      attrs: {},
      output: bool([2, 0], []),
    },
    {
      kind: 'special',
      name: 'special values',
      inputs: [
        f32([9], [NaN, 1, NaN, Infinity, -Infinity, -0, 0, 1, -Infinity]),
        f32([9], [1, NaN, NaN, Infinity, Infinity, 0, -0, Infinity, -Infinity]),
      ],
      attrs: {},
      output: bool([9], [0, 0, 0, 1, 1, 1, 1, 1, 1]),
    },
    {
      kind: 'integer',
      name: 'int32',
      inputs: [
        i32([6], [1, -5, 2147483647, 16777217, -2147483648, 7]),
        i32([6], [2, -6, -2147483648, 16777216, 2147483647, 7]),
      ],
      attrs: {},
      output: bool([6], [1, 0, 0, 0, 1, 1]),
    },
    {
      kind: 'edge',
      name: 'neighbours',
      inputs: [f32([2], [1, 1 + 2 ** -23]), f32([2], [1 + 2 ** -23, 1])],
      attrs: {},
      output: bool([2], [1, 0]),
    },
    { kind: 'large', name: 'large', inputs: [a, b], attrs: {}, output: zip(a, b, (p, q) => Number(p <= q), 'bool') },
    {
      kind: 'large',
      name: 'large with a row',
      inputs: [a, row],
      attrs: {},
      output: fill('bool', [5, 67], ([i, j]) => Number(at(a, [i!, j!]) <= at(row, [j!]))),
    },
  ],
  gradients: [],
};

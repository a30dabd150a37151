/** What must hold of mul. */
import type { OpCases } from '../case.ts';
import { at, f32, fill, i32, noise, sum, zip } from '../data.ts';

const x = f32([2, 2], [2, -1.5, 3, 0.5]);
const y = f32([2, 2], [4, 0.25, -2, 1.5]);
const column = f32([2, 1], [4, -0.75]);
const upstream = f32([2, 2], [1, -2, 0.5, 3]);
const left = noise([2, 1, 3, 1, 2], 334, -9, 9);
const right = noise([3, 1, 2, 1], 335, -9, 9);
const a = noise([5, 67], 336, -9, 9);
const b = noise([5, 67], 337, -9, 9);
const row = noise([67], 338, -9, 9);

export const mulCases: OpCases<'mul'> = {
  values: [
    {
      kind: 'plain',
      name: 'plain',
      inputs: [f32([2, 3], [1, -2, 0.5, 3, 0, -7]), f32([2, 3], [4, 0.25, -2, 3, 5, -0.5])],
      attrs: {},
      output: f32([2, 3], [4, -0.5, -1, 9, 0, 3.5]),
    },
    {
      kind: 'edge',
      name: 'row and column',
      inputs: [f32([3, 1], [1, -2, 4]), f32([4], [2, 0.5, -1, 4])],
      attrs: {},
      output: f32([3, 4], [2, 0.5, -1, 4, -4, -1, 2, -8, 8, 2, -4, 16]),
    },
    {
      kind: 'edge',
      name: 'scalar first',
      inputs: [f32([], [10]), f32([3], [1, 2, -10])],
      attrs: {},
      output: f32([3], [10, 20, -100]),
    },
    { kind: 'edge', name: 'two scalars', inputs: [f32([], [10]), f32([], [-4])], attrs: {}, output: f32([], [-40]) },
    {
      kind: 'edge',
      name: 'broadcast in five axes',
      inputs: [left, right],
      attrs: {},
      output: fill(
        'f32',
        [2, 3, 3, 2, 2],
        ([h, i, j, k, l]) => at(left, [h!, 0, j!, 0, l!]) * at(right, [i!, 0, k!, 0]),
      ),
    },
    {
      kind: 'empty',
      name: 'no elements',
      inputs: [f32([0, 3], []), f32([3], [1, 2, 3])],
      attrs: {},
      output: f32([0, 3], []),
    },
    {
      kind: 'empty',
      name: 'one stretched to none',
      inputs: [f32([2, 1], [1, 2]), f32([1, 0], [])],
      attrs: {},
      output: f32([2, 0], []),
    },
    {
      kind: 'special',
      name: 'special values',
      inputs: [
        f32([9], [NaN, 1, Infinity, Infinity, -Infinity, -0, 0, 1, -1]),
        f32([9], [1, NaN, Infinity, -Infinity, 2, -0, -0, Infinity, 0]),
      ],
      attrs: {},
      output: f32([9], [NaN, NaN, Infinity, -Infinity, -Infinity, 0, -0, Infinity, -0]),
    },
    {
      kind: 'integer',
      name: 'int32',
      inputs: [i32([5], [1, -5, 0, 46340, -3]), i32([5], [2, -6, 7, 46340, 9])],
      attrs: {},
      output: i32([5], [2, 30, 0, 2147395600, -27]),
    },
    {
      kind: 'integer',
      name: 'int32 wraps',
      inputs: [i32([4], [65536, 2147483647, 16777217, -2147483648]), i32([4], [65536, 2, 16777217, -1])],
      attrs: {},
      output: i32([4], [0, -2, 33554433, -2147483648]),
    },
    {
      kind: 'special',
      name: 'nothing times infinity',
      inputs: [f32([2], [0, Infinity]), f32([2], [Infinity, -0])],
      attrs: {},
      output: f32([2], [NaN, NaN]),
    },
    {
      kind: 'special',
      name: 'overflow',
      inputs: [f32([2], [2 ** 100, -(2 ** 100)]), f32([2], [2 ** 100, 2 ** 100])],
      attrs: {},
      output: f32([2], [Infinity, -Infinity]),
    },
    { kind: 'large', name: 'large', inputs: [a, b], attrs: {}, output: zip(a, b, (p, q) => p * q) },
    {
      kind: 'large',
      name: 'large with a row',
      inputs: [a, row],
      attrs: {},
      output: fill('f32', [5, 67], ([i, j]) => at(a, [i!, j!]) * at(row, [j!])),
    },
  ],
  gradients: [
    {
      name: 'plain',
      inputs: [x, y],
      attrs: {},
      wrt: [0, 1],
      upstream,
      gradients: [
        fill('f32', [2, 2], (i) => at(upstream, i) * at(y, i)),
        fill('f32', [2, 2], (i) => at(upstream, i) * at(x, i)),
      ],
    },
    {
      name: 'folds a broadcast back',
      inputs: [x, column],
      attrs: {},
      wrt: [0, 1],
      upstream,
      gradients: [
        fill('f32', [2, 2], ([i, j]) => at(upstream, [i!, j!]) * at(column, [i!, 0])),
        fill('f32', [2, 1], ([i]) => sum(2, (j) => at(upstream, [i!, j]) * at(x, [i!, j]))),
      ],
    },
  ],
};

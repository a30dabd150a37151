/** What must hold of minimum. */
import type { OpCases } from '../case.ts';
import { at, f32, fill, i32, noise, sum, zip } from '../data.ts';

const x = f32([2, 2], [2, -1.5, 3, 0.5]);
const y = f32([2, 2], [4, 0.25, -2, 1.5]);
const column = f32([2, 1], [4, -0.75]);
const upstream = f32([2, 2], [1, -2, 0.5, 3]);
const left = noise([2, 1, 3, 1, 2], 764, -9, 9);
const right = noise([3, 1, 2, 1], 765, -9, 9);
const a = noise([5, 67], 766, -9, 9);
const b = noise([5, 67], 767, -9, 9);
const row = noise([67], 768, -9, 9);

export const minimumCases: OpCases<'minimum'> = {
  values: [
    {
      kind: 'plain',
      name: 'plain',
      inputs: [f32([2, 3], [1, -2, 0.5, 3, 0, -7]), f32([2, 3], [4, 0.25, -2, 3, 5, -0.5])],
      attrs: {},
      output: f32([2, 3], [1, -2, -2, 3, 0, -7]),
    },
    {
      kind: 'edge',
      name: 'row and column',
      inputs: [f32([3, 1], [1, -2, 4]), f32([4], [2, 0.5, -1, 4])],
      attrs: {},
      output: f32([3, 4], [1, 0.5, -1, 1, -2, -2, -2, -2, 2, 0.5, -1, 4]),
    },
    {
      kind: 'edge',
      name: 'scalar first',
      inputs: [f32([], [10]), f32([3], [1, 2, 11])],
      attrs: {},
      output: f32([3], [1, 2, 10]),
    },
    { kind: 'edge', name: 'two scalars', inputs: [f32([], [10]), f32([], [-4])], attrs: {}, output: f32([], [-4]) },
    {
      kind: 'edge',
      name: 'broadcast in five axes',
      inputs: [left, right],
      attrs: {},
      output: fill('f32', [2, 3, 3, 2, 2], ([h, i, j, k, l]) =>
        Math.min(at(left, [h!, 0, j!, 0, l!]), at(right, [i!, 0, k!, 0])),
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
        f32([7], [NaN, 1, NaN, Infinity, -Infinity, Infinity, -Infinity]),
        f32([7], [1, NaN, NaN, 1, 1, -Infinity, NaN]),
      ],
      attrs: {},
      output: f32([7], [NaN, NaN, NaN, 1, -Infinity, -Infinity, NaN]),
    },
    {
      kind: 'integer',
      name: 'int32',
      inputs: [i32([4], [1, -5, 2147483647, 16777217]), i32([4], [2, -6, -2147483648, 16777216])],
      attrs: {},
      output: i32([4], [1, -6, -2147483648, 16777216]),
    },
    { kind: 'large', name: 'large', inputs: [a, b], attrs: {}, output: zip(a, b, (p, q) => Math.min(p, q)) },
    {
      kind: 'large',
      name: 'large with a row',
      inputs: [a, row],
      attrs: {},
      output: fill('f32', [5, 67], ([i, j]) => Math.min(at(a, [i!, j!]), at(row, [j!]))),
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
        fill('f32', [2, 2], (i) => (at(x, i) < at(y, i) ? at(upstream, i) : 0)),
        fill('f32', [2, 2], (i) => (at(x, i) < at(y, i) ? 0 : at(upstream, i))),
      ],
    },
    {
      name: 'folds a broadcast back',
      inputs: [x, column],
      attrs: {},
      wrt: [0, 1],
      upstream,
      gradients: [
        fill('f32', [2, 2], ([i, j]) => (at(x, [i!, j!]) < at(column, [i!, 0]) ? at(upstream, [i!, j!]) : 0)),
        fill('f32', [2, 1], ([i]) => sum(2, (j) => (at(x, [i!, j]) < at(column, [i!, 0]) ? 0 : at(upstream, [i!, j])))),
      ],
    },
    {
      name: 'ties go to the second operand',
      inputs: [f32([2], [1, 2]), f32([2], [1, 2])],
      attrs: {},
      wrt: [0, 1],
      upstream: f32([2], [3, 4]),
      gradients: [f32([2], [0, 0]), f32([2], [3, 4])],
    },
  ],
};

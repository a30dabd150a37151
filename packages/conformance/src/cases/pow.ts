/** What must hold of pow. */
import type { OpCases } from '../case.ts';
import { at, f32, fill, noise, sum, zip } from '../data.ts';

const x = f32([2, 2], [2, 1.5, 3, 0.5]);
const y = f32([2, 2], [3, 0.25, -2, 1.5]);
const column = f32([2, 1], [2, -0.5]);
const upstream = f32([2, 2], [1, -2, 0.5, 3]);
const left = noise([2, 1, 3, 1, 2], 342, 0.1, 9);
const right = noise([3, 1, 2, 1], 343, -3, 3);
const a = noise([5, 67], 344, 0.1, 9);
const b = noise([5, 67], 345, -3, 3);
const row = noise([67], 346, -3, 3);

export const powCases: OpCases<'pow'> = {
  values: [
    {
      kind: 'plain',
      name: 'plain',
      inputs: [f32([2, 3], [1, -2, 4, 3, 0.5, 10]), f32([2, 3], [4, 3, -0.5, 2, 5, -2])],
      attrs: {},
      output: f32([2, 3], [1, -8, 0.5, 9, 0.03125, 0.01]),
    },
    {
      kind: 'edge',
      name: 'row and column',
      inputs: [f32([3, 1], [1, 2, 4]), f32([4], [2, 0.5, -1, 3])],
      attrs: {},
      output: f32([3, 4], [1, 1, 1, 1, 4, 1.4142135623730951, 0.5, 8, 16, 2, 0.25, 64]),
    },
    {
      kind: 'edge',
      name: 'scalar first',
      inputs: [f32([], [10]), f32([3], [1, 2, -1])],
      attrs: {},
      output: f32([3], [10, 100, 0.1]),
    },
    {
      kind: 'edge',
      name: 'two scalars',
      inputs: [f32([], [10]), f32([], [0.5])],
      attrs: {},
      output: f32([], [3.1622776601683795]),
    },
    {
      kind: 'edge',
      name: 'broadcast in five axes',
      inputs: [left, right],
      attrs: {},
      output: fill(
        'f32',
        [2, 3, 3, 2, 2],
        ([h, i, j, k, l]) => at(left, [h!, 0, j!, 0, l!]) ** at(right, [i!, 0, k!, 0]),
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
        f32([12], [NaN, 2, 0, 0, -0, -8, Infinity, Infinity, 2, 0.5, -2, 2]),
        f32([12], [2, NaN, 0, -1, -1, 0.3333333432674408, 2, -1, Infinity, Infinity, -Infinity, -Infinity]),
      ],
      attrs: {},
      output: f32([12], [NaN, NaN, 1, Infinity, -Infinity, NaN, Infinity, 0, Infinity, 0, 0, 0]),
    },
    {
      kind: 'edge',
      name: 'negative bases with whole exponents',
      inputs: [f32([5], [-2, -2, -2, -1, -1]), f32([5], [2, 3, -1, 4, 5])],
      attrs: {},
      output: f32([5], [4, -8, -0.5, 1, -1]),
    },
    {
      kind: 'edge',
      name: 'anything to the zero',
      inputs: [f32([5], [0, -3, 2 ** 100, Infinity, -0]), f32([5], [0, 0, 0, 0, -0])],
      attrs: {},
      output: f32([5], [1, 1, 1, 1, 1]),
    },
    { kind: 'large', name: 'large', inputs: [a, b], attrs: {}, output: zip(a, b, (p, q) => p ** q) },
    {
      kind: 'large',
      name: 'large with a row',
      inputs: [a, row],
      attrs: {},
      output: fill('f32', [5, 67], ([i, j]) => at(a, [i!, j!]) ** at(row, [j!])),
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
        fill('f32', [2, 2], (i) => at(upstream, i) * at(y, i) * at(x, i) ** (at(y, i) - 1)),
        fill('f32', [2, 2], (i) => at(upstream, i) * at(x, i) ** at(y, i) * Math.log(at(x, i))),
      ],
    },
    {
      name: 'folds a broadcast back',
      inputs: [x, column],
      attrs: {},
      wrt: [0, 1],
      upstream,
      gradients: [
        fill(
          'f32',
          [2, 2],
          ([i, j]) => at(upstream, [i!, j!]) * at(column, [i!, 0]) * at(x, [i!, j!]) ** (at(column, [i!, 0]) - 1),
        ),
        fill('f32', [2, 1], ([i]) =>
          sum(2, (j) => at(upstream, [i!, j]) * at(x, [i!, j]) ** at(column, [i!, 0]) * Math.log(at(x, [i!, j]))),
        ),
      ],
    },
    {
      name: 'negative and zero bases with whole exponents',
      inputs: [f32([4], [-3, -2, 0, 0]), f32([4], [2, 3, 2, 1])],
      attrs: {},
      wrt: [0],
      upstream: f32([4], [1, 0.5, 1, 2]),
      gradients: [f32([4], [-6, 6, 0, 2])],
    },
    {
      name: 'exponent zero',
      inputs: [f32([3], [0, -2, 5]), f32([3], [0, 0, 0])],
      attrs: {},
      wrt: [0],
      upstream: f32([3], [1, 1, 1]),
      gradients: [f32([3], [0, 0, 0])],
    },
  ],
};

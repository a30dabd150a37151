/** What must hold of select. */
import type { OpCases } from '../case.ts';
import { at, bool, coins, f32, fill, i32, noise } from '../data.ts';

const mask = coins([5, 67], 6);
const a = noise([5, 67], 7);
const b = noise([67], 8);
const mask3 = coins([2, 1, 3], 9);
const a3 = noise([4, 1], 10);
const b3 = noise([2, 4, 3], 11);

export const selectCases: OpCases<'select'> = {
  values: [
    {
      kind: 'plain',
      name: 'plain',
      inputs: [bool([2, 2], [1, 0, 0, 1]), f32([2, 2], [1, 2, 3, 4]), f32([2, 2], [-1, -2, -3, -4])],
      attrs: {},
      output: f32([2, 2], [1, -2, -3, 4]),
    },
    {
      kind: 'edge',
      name: 'all scalars',
      inputs: [bool([], [0]), f32([], [1]), f32([], [2])],
      attrs: {},
      output: f32([], [2]),
    },
    {
      kind: 'edge',
      name: 'scalar condition',
      inputs: [bool([], [1]), f32([2], [1, 2]), f32([2], [3, 4])],
      attrs: {},
      output: f32([2], [1, 2]),
    },
    {
      kind: 'edge',
      name: 'scalar value',
      inputs: [bool([3], [1, 0, 1]), f32([3], [1, 2, 3]), f32([], [0])],
      attrs: {},
      output: f32([3], [1, 0, 3]),
    },
    {
      kind: 'edge',
      name: 'all three broadcast',
      inputs: [mask3, a3, b3],
      attrs: {},
      output: fill('f32', [2, 4, 3], ([i, j, k]) => (at(mask3, [i!, 0, k!]) ? at(a3, [j!, 0]) : at(b3, [i!, j!, k!]))),
    },
    {
      kind: 'empty',
      name: 'no elements',
      inputs: [bool([0], []), f32([1], [1]), f32([], [2])],
      attrs: {},
      output: f32([0], []),
    },
    {
      kind: 'special',
      name: 'the side not taken does not leak',
      inputs: [bool([4], [1, 0, 1, 0]), f32([4], [1, NaN, 3, Infinity]), f32([4], [NaN, 2, Infinity, 4])],
      attrs: {},
      output: f32([4], [1, 2, 3, 4]),
    },
    {
      kind: 'special',
      name: 'keeps the sign of zero',
      inputs: [bool([4], [1, 0, 1, 0]), f32([4], [-0, 1, 0, -1]), f32([4], [1, -0, -1, 0])],
      attrs: {},
      output: f32([4], [-0, -0, 0, 0]),
    },
    {
      kind: 'special',
      name: 'NaN is taken where asked',
      inputs: [bool([2], [1, 0]), f32([2], [NaN, 1]), f32([2], [1, -Infinity])],
      attrs: {},
      output: f32([2], [NaN, -Infinity]),
    },
    {
      kind: 'integer',
      name: 'int32',
      inputs: [bool([3], [1, 0, 1]), i32([3], [16777217, 2, 2147483647]), i32([3], [0, -2147483648, 0])],
      attrs: {},
      output: i32([3], [16777217, -2147483648, 2147483647]),
    },
    {
      kind: 'integer',
      name: 'bool',
      inputs: [bool([2, 2], [1, 0, 1, 0]), bool([2, 2], [1, 1, 0, 0]), bool([2, 2], [0, 0, 1, 1])],
      attrs: {},
      output: bool([2, 2], [1, 0, 0, 1]),
    },
    {
      kind: 'large',
      name: 'large',
      inputs: [mask, a, b],
      attrs: {},
      output: fill('f32', [5, 67], ([i, j]) => (at(mask, [i!, j!]) ? at(a, [i!, j!]) : at(b, [j!]))),
    },
  ],
  gradients: [
    {
      name: 'plain',
      inputs: [bool([2, 2], [1, 0, 0, 1]), f32([2, 2], [1, 2, 3, 4]), f32([2, 2], [5, 6, 7, 8])],
      attrs: {},
      wrt: [1, 2],
      upstream: f32([2, 2], [1, -2, 0.5, 3]),
      gradients: [f32([2, 2], [1, 0, 0, 3]), f32([2, 2], [0, -2, 0.5, 0])],
    },
    {
      name: 'folds a broadcast back',
      inputs: [bool([2, 1], [1, 0]), f32([2], [1, 2]), f32([], [5])],
      attrs: {},
      wrt: [1, 2],
      upstream: f32([2, 2], [1, -2, 0.5, 3]),
      gradients: [f32([2], [1, -2]), f32([], [3.5])],
    },
    {
      name: 'the side not taken gets no NaN',
      inputs: [bool([2], [1, 0]), f32([2], [1, Infinity]), f32([2], [NaN, 1])],
      attrs: {},
      wrt: [1, 2],
      upstream: f32([2], [2, 3]),
      gradients: [f32([2], [2, 0]), f32([2], [0, 3])],
    },
  ],
};

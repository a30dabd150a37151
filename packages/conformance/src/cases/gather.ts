/** What must hold of gather. */
import type { OpCases } from '../case.ts';
import { at, bool, f32, fill, i32, noise, wholeNoise } from '../data.ts';

const x = f32([3, 2], [1, 2, 3, 4, 5, 6]);
const table = noise([13, 33], 37);
const rows = wholeNoise([7, 3], 38, 0, 13);
const columns = wholeNoise([9], 39, 0, 33);

export const gatherCases: OpCases<'gather'> = {
  values: [
    {
      kind: 'plain',
      name: 'rows',
      inputs: [x, i32([3], [2, 0, 2])],
      attrs: { axis: 0 },
      output: f32([3, 2], [5, 6, 1, 2, 5, 6]),
    },
    {
      kind: 'plain',
      name: 'columns',
      inputs: [x, i32([3], [1, 0, 1])],
      attrs: { axis: 1 },
      output: f32([3, 3], [2, 1, 2, 4, 3, 4, 6, 5, 6]),
    },
    { kind: 'edge', name: 'scalar index', inputs: [x, i32([], [1])], attrs: { axis: 0 }, output: f32([2], [3, 4]) },
    {
      kind: 'edge',
      name: 'scalar out of a vector',
      inputs: [f32([3], [1, 2, 3]), i32([], [2])],
      attrs: { axis: 0 },
      output: f32([], [3]),
    },
    {
      kind: 'edge',
      name: 'matrix of indices',
      inputs: [x, i32([2, 2], [0, 1, 2, 0])],
      attrs: { axis: 0 },
      output: f32([2, 2, 2], [1, 2, 3, 4, 5, 6, 1, 2]),
    },
    {
      kind: 'edge',
      name: 'matrix of indices into columns',
      inputs: [x, i32([2, 1], [1, 0])],
      attrs: { axis: 1 },
      output: f32([3, 2, 1], [2, 1, 4, 3, 6, 5]),
    },
    {
      kind: 'edge',
      name: 'outside moves to the nearer end',
      inputs: [x, i32([5], [-1, 3, -2147483648, 2147483647, 1])],
      attrs: { axis: 0 },
      output: f32([5, 2], [1, 2, 5, 6, 1, 2, 5, 6, 3, 4]),
    },
    { kind: 'empty', name: 'no indices', inputs: [x, i32([0], [])], attrs: { axis: 0 }, output: f32([0, 2], []) },
    {
      kind: 'empty',
      name: 'no columns',
      inputs: [f32([3, 0], []), i32([2], [1, 1])],
      attrs: { axis: 0 },
      output: f32([2, 0], []),
    },
    {
      kind: 'special',
      name: 'special values',
      inputs: [f32([3], [NaN, -0, -Infinity]), i32([4], [2, 1, 0, 1])],
      attrs: { axis: 0 },
      output: f32([4], [-Infinity, -0, NaN, -0]),
    },
    {
      kind: 'integer',
      name: 'int32',
      inputs: [i32([2], [16777217, -2147483648]), i32([3], [1, 0, 1])],
      attrs: { axis: 0 },
      output: i32([3], [-2147483648, 16777217, -2147483648]),
    },
    {
      kind: 'integer',
      name: 'bool',
      inputs: [bool([2], [1, 0]), i32([3], [1, 0, 1])],
      attrs: { axis: 0 },
      output: bool([3], [0, 1, 0]),
    },
    {
      kind: 'large',
      name: 'large',
      inputs: [table, rows],
      attrs: { axis: 0 },
      output: fill('f32', [7, 3, 33], ([i, j, k]) => at(table, [at(rows, [i!, j!]), k!])),
    },
    {
      kind: 'large',
      name: 'large, inner axis',
      inputs: [table, columns],
      attrs: { axis: 1 },
      output: fill('f32', [13, 9], ([i, j]) => at(table, [i!, at(columns, [j!])])),
    },
  ],
  gradients: [
    {
      name: 'adds where an index repeats',
      inputs: [x, i32([3], [2, 0, 2])],
      attrs: { axis: 0 },
      wrt: [0],
      upstream: f32([3, 2], [1, 2, 3, 4, 5, 6]),
      gradients: [f32([3, 2], [3, 4, 0, 0, 6, 8])],
    },
    {
      name: 'columns',
      inputs: [x, i32([3], [1, 0, 1])],
      attrs: { axis: 1 },
      wrt: [0],
      upstream: f32([3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9]),
      gradients: [f32([3, 2], [2, 4, 5, 10, 8, 16])],
    },
  ],
};

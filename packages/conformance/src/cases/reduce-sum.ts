/** What must hold of reduceSum. */
import type { OpCases } from '../case.ts';
import { at, f32, fill, i32, noise, sum } from '../data.ts';

const x = f32([2, 3], [1, 2, 3, 4, 5, 6]);
const cube = noise([3, 5, 17], 18);
const wide = noise([9, 1000], 19);
const wholes = i32([2, 3], [1, -5, 2147483647, 1, 16777217, -16777216]);

export const reduceSumCases: OpCases<'reduceSum'> = {
  values: [
    { kind: 'plain', name: 'all', inputs: [x], attrs: { axes: [0, 1], keepDims: false }, output: f32([], [21]) },
    { kind: 'plain', name: 'rows', inputs: [x], attrs: { axes: [1], keepDims: false }, output: f32([2], [6, 15]) },
    { kind: 'plain', name: 'columns', inputs: [x], attrs: { axes: [0], keepDims: false }, output: f32([3], [5, 7, 9]) },
    {
      kind: 'plain',
      name: 'kept axis',
      inputs: [x],
      attrs: { axes: [1], keepDims: true },
      output: f32([2, 1], [6, 15]),
    },
    { kind: 'edge', name: 'all kept', inputs: [x], attrs: { axes: [0, 1], keepDims: true }, output: f32([1, 1], [21]) },
    { kind: 'edge', name: 'over no axis', inputs: [x], attrs: { axes: [], keepDims: false }, output: x },
    {
      kind: 'edge',
      name: 'rank 0',
      inputs: [f32([], [7])],
      attrs: { axes: [], keepDims: false },
      output: f32([], [7]),
    },
    {
      kind: 'edge',
      name: 'axis of one',
      inputs: [f32([2, 1], [1, 2])],
      attrs: { axes: [1], keepDims: false },
      output: f32([2], [1, 2]),
    },
    {
      kind: 'empty',
      name: 'of nothing is zero',
      inputs: [f32([2, 0], [])],
      attrs: { axes: [1], keepDims: false },
      output: f32([2], [0, 0]),
    },
    {
      kind: 'empty',
      name: 'all of nothing',
      inputs: [f32([0], [])],
      attrs: { axes: [0], keepDims: false },
      output: f32([], [0]),
    },
    {
      kind: 'empty',
      name: 'no rows',
      inputs: [f32([0, 3], [])],
      attrs: { axes: [1], keepDims: true },
      output: f32([0, 1], []),
    },
    {
      kind: 'special',
      name: 'special values',
      inputs: [f32([4, 2], [NaN, 1, Infinity, 1, Infinity, -Infinity, -Infinity, 5])],
      attrs: { axes: [1], keepDims: false },
      output: f32([4], [NaN, Infinity, NaN, -Infinity]),
    },
    {
      kind: 'special',
      name: 'infinities of both signs, apart and along two axes',
      inputs: [f32([2, 2, 3], [Infinity, 1, 2, 3, 4, 5, -Infinity, 1, 1, -Infinity, 2, Infinity])],
      attrs: { axes: [0, 2], keepDims: false },
      output: f32([2], [NaN, NaN]),
    },
    {
      kind: 'integer',
      name: 'int32 is exact and wraps',
      inputs: [wholes],
      attrs: { axes: [1], keepDims: false },
      output: i32([2], [2147483643, 2]),
    },
    {
      kind: 'integer',
      name: 'int32 wraps',
      inputs: [i32([3], [2147483647, 1, 1])],
      attrs: { axes: [0], keepDims: false },
      output: i32([], [-2147483647]),
    },
    {
      kind: 'large',
      name: 'middle axis',
      inputs: [cube],
      attrs: { axes: [1], keepDims: false },
      output: fill('f32', [3, 17], ([i, k]) => sum(5, (j) => at(cube, [i!, j, k!]))),
    },
    {
      kind: 'large',
      name: 'outer axes',
      inputs: [cube],
      attrs: { axes: [0, 2], keepDims: true },
      output: fill('f32', [1, 5, 1], ([, j]) => sum(3, (i) => sum(17, (k) => at(cube, [i, j!, k])))),
    },
    {
      kind: 'large',
      name: 'long rows',
      inputs: [wide],
      attrs: { axes: [1], keepDims: false },
      output: fill('f32', [9], ([i]) => sum(1000, (j) => at(wide, [i!, j]))),
    },
    {
      kind: 'large',
      name: 'many columns',
      inputs: [wide],
      attrs: { axes: [0], keepDims: false },
      output: fill('f32', [1000], ([j]) => sum(9, (i) => at(wide, [i, j!]))),
    },
  ],
  gradients: [
    {
      name: 'rows',
      inputs: [x],
      attrs: { axes: [1], keepDims: false },
      wrt: [0],
      upstream: f32([2], [3, -4]),
      gradients: [f32([2, 3], [3, 3, 3, -4, -4, -4])],
    },
    {
      name: 'kept columns',
      inputs: [x],
      attrs: { axes: [0], keepDims: true },
      wrt: [0],
      upstream: f32([1, 3], [3, -4, 5]),
      gradients: [f32([2, 3], [3, -4, 5, 3, -4, 5])],
    },
  ],
};

/** What must hold of reduceMin. */
import type { OpCases } from '../case.ts';
import { at, f32, fill, i32, noise } from '../data.ts';

const x = f32([2, 3], [-9, 2, 7, 4, 8, 1]);
const cube = noise([3, 5, 17], 20);
const wide = noise([9, 259], 21);
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

export const reduceMinCases: OpCases<'reduceMin'> = {
  values: [
    { kind: 'plain', name: 'all', inputs: [x], attrs: { axes: [0, 1], keepDims: false }, output: f32([], [-9]) },
    { kind: 'plain', name: 'rows', inputs: [x], attrs: { axes: [1], keepDims: false }, output: f32([2], [-9, 1]) },
    {
      kind: 'plain',
      name: 'columns, kept',
      inputs: [x],
      attrs: { axes: [0], keepDims: true },
      output: f32([1, 3], [-9, 2, 1]),
    },
    { kind: 'edge', name: 'over no axis', inputs: [x], attrs: { axes: [], keepDims: false }, output: x },
    {
      kind: 'edge',
      name: 'rank 0',
      inputs: [f32([], [7])],
      attrs: { axes: [], keepDims: false },
      output: f32([], [7]),
    },
    {
      kind: 'empty',
      name: 'of nothing',
      inputs: [f32([2, 0], [])],
      attrs: { axes: [1], keepDims: false },
      output: f32([2], [Infinity, Infinity]),
    },
    {
      kind: 'empty',
      name: 'no rows',
      inputs: [f32([0, 3], [])],
      attrs: { axes: [1], keepDims: false },
      output: f32([0], []),
    },
    {
      kind: 'special',
      name: 'infinities',
      inputs: [f32([3, 2], [Infinity, 1, -Infinity, 1, -Infinity, Infinity])],
      attrs: { axes: [1], keepDims: false },
      output: f32([3], [1, -Infinity, -Infinity]),
    },
    {
      kind: 'special',
      name: 'NaN wins wherever it stands',
      inputs: [f32([4, 3], [NaN, 1, 2, 1, NaN, 2, 1, 2, NaN, NaN, Infinity, -Infinity])],
      attrs: { axes: [1], keepDims: false },
      output: f32([4], [NaN, NaN, NaN, NaN]),
    },
    {
      kind: 'integer',
      name: 'int32',
      inputs: [i32([2, 3], [-2147483648, 16777216, 16777217, -5, -2, -2147483647])],
      attrs: { axes: [1], keepDims: false },
      output: i32([2], [-2147483648, -2147483647]),
    },
    {
      kind: 'large',
      name: 'middle axis',
      inputs: [cube],
      attrs: { axes: [1], keepDims: false },
      output: fill('f32', [3, 17], ([i, k]) => Math.min(...upTo(5).map((j) => at(cube, [i!, j, k!])))),
    },
    {
      kind: 'large',
      name: 'long rows',
      inputs: [wide],
      attrs: { axes: [1], keepDims: false },
      output: fill('f32', [9], ([i]) => Math.min(...upTo(259).map((j) => at(wide, [i!, j])))),
    },
  ],
  gradients: [
    {
      name: 'goes to the element',
      inputs: [x],
      attrs: { axes: [1], keepDims: false },
      wrt: [0],
      upstream: f32([2], [3, -4]),
      gradients: [f32([2, 3], [3, 0, 0, 0, 0, -4])],
    },
    {
      name: 'ties share evenly',
      inputs: [f32([2, 3], [9, 5, 5, 2, 2, 2])],
      attrs: { axes: [1], keepDims: true },
      wrt: [0],
      upstream: f32([2, 1], [3, -6]),
      gradients: [f32([2, 3], [0, 1.5, 1.5, -2, -2, -2])],
    },
  ],
};

/** What must hold of scatterAdd. */
import type { OpCases } from '../case.ts';
import { at, f32, fill, i32, noise, sum, wholeNoise } from '../data.ts';

const rows = wholeNoise([21], 40, 0, 13);
const updates = noise([21, 33], 41);
const columns = wholeNoise([33], 42, 0, 5);
const wide = noise([7, 33], 43);

export const scatterAddCases: OpCases<'scatterAdd'> = {
  values: [
    {
      kind: 'plain',
      name: 'rows',
      inputs: [i32([3], [2, 0, 2]), f32([3, 2], [1, 2, 3, 4, 5, 6])],
      attrs: { axis: 0, size: 4 },
      output: f32([4, 2], [3, 4, 0, 0, 6, 8, 0, 0]),
    },
    {
      kind: 'plain',
      name: 'columns',
      inputs: [i32([3], [1, 0, 1]), f32([2, 3], [1, 2, 3, 4, 5, 6])],
      attrs: { axis: 1, size: 3 },
      output: f32([2, 3], [2, 4, 0, 5, 10, 0]),
    },
    {
      kind: 'edge',
      name: 'into a vector',
      inputs: [i32([4], [0, 0, 0, 1]), f32([4], [1, 2, 3, 4])],
      attrs: { axis: 0, size: 2 },
      output: f32([2], [6, 4]),
    },
    {
      kind: 'edge',
      name: 'scalar index',
      inputs: [i32([], [1]), f32([2], [7, 8])],
      attrs: { axis: 0, size: 3 },
      output: f32([3, 2], [0, 0, 7, 8, 0, 0]),
    },
    {
      kind: 'edge',
      name: 'matrix of indices',
      inputs: [i32([2, 2], [0, 1, 1, 0]), f32([2, 2, 1], [1, 2, 3, 4])],
      attrs: { axis: 0, size: 2 },
      output: f32([2, 1], [5, 5]),
    },
    {
      kind: 'edge',
      name: 'outside moves to the nearer end',
      inputs: [i32([5], [-1, 3, -2147483648, 2147483647, 1]), f32([5], [1, 2, 4, 8, 16])],
      attrs: { axis: 0, size: 3 },
      output: f32([3], [5, 16, 10]),
    },
    {
      kind: 'empty',
      name: 'no updates',
      inputs: [i32([0], []), f32([0, 2], [])],
      attrs: { axis: 0, size: 2 },
      output: f32([2, 2], [0, 0, 0, 0]),
    },
    {
      kind: 'empty',
      name: 'no columns',
      inputs: [i32([2], [0, 1]), f32([2, 0], [])],
      attrs: { axis: 0, size: 3 },
      output: f32([3, 0], []),
    },
    {
      kind: 'special',
      name: 'special values',
      inputs: [i32([4], [0, 1, 1, 2]), f32([4], [NaN, Infinity, -Infinity, -Infinity])],
      attrs: { axis: 0, size: 4 },
      output: f32([4], [NaN, NaN, -Infinity, 0]),
    },
    {
      kind: 'large',
      name: 'large',
      inputs: [rows, updates],
      attrs: { axis: 0, size: 13 },
      output: fill('f32', [13, 33], ([r, c]) => sum(21, (i) => (at(rows, [i]) === r ? at(updates, [i, c!]) : 0))),
    },
    {
      kind: 'large',
      name: 'large, inner axis',
      inputs: [columns, wide],
      attrs: { axis: 1, size: 5 },
      output: fill('f32', [7, 5], ([r, c]) => sum(33, (i) => (at(columns, [i]) === c ? at(wide, [r!, i]) : 0))),
    },
  ],
  gradients: [
    {
      name: 'gathers back',
      inputs: [i32([3], [2, 0, 2]), f32([3, 2], [1, 2, 3, 4, 5, 6])],
      attrs: { axis: 0, size: 3 },
      wrt: [1],
      upstream: f32([3, 2], [1, 2, 3, 4, 5, 6]),
      gradients: [f32([3, 2], [5, 6, 1, 2, 5, 6])],
    },
  ],
};

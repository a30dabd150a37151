/** What must hold of slice. */
import type { OpCases } from '../case.ts';
import { at, bool, f32, fill, i32, noise } from '../data.ts';

const x = f32([3, 4], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
const large = noise([17, 67], 30);
const cube = noise([4, 5, 6, 3], 31);

export const sliceCases: OpCases<'slice'> = {
  values: [
    {
      kind: 'plain',
      name: 'plain',
      inputs: [x],
      attrs: { starts: [1, 1], sizes: [2, 2] },
      output: f32([2, 2], [5, 6, 9, 10]),
    },
    {
      kind: 'plain',
      name: 'a row',
      inputs: [x],
      attrs: { starts: [2, 0], sizes: [1, 4] },
      output: f32([1, 4], [8, 9, 10, 11]),
    },
    {
      kind: 'plain',
      name: 'a column',
      inputs: [x],
      attrs: { starts: [0, 3], sizes: [3, 1] },
      output: f32([3, 1], [3, 7, 11]),
    },
    { kind: 'edge', name: 'all of it', inputs: [x], attrs: { starts: [0, 0], sizes: [3, 4] }, output: x },
    { kind: 'edge', name: 'rank 0', inputs: [f32([], [7])], attrs: { starts: [], sizes: [] }, output: f32([], [7]) },
    {
      kind: 'edge',
      name: 'one element at the end',
      inputs: [x],
      attrs: { starts: [2, 3], sizes: [1, 1] },
      output: f32([1, 1], [11]),
    },
    {
      kind: 'empty',
      name: 'no elements',
      inputs: [x],
      attrs: { starts: [1, 2], sizes: [0, 2] },
      output: f32([0, 2], []),
    },
    {
      kind: 'empty',
      name: 'no elements at the very end',
      inputs: [x],
      attrs: { starts: [3, 0], sizes: [0, 4] },
      output: f32([0, 4], []),
    },
    {
      kind: 'empty',
      name: 'of no elements',
      inputs: [f32([0, 4], [])],
      attrs: { starts: [0, 1], sizes: [0, 2] },
      output: f32([0, 2], []),
    },
    {
      kind: 'special',
      name: 'special values',
      inputs: [f32([5], [1, NaN, -Infinity, -0, 2])],
      attrs: { starts: [1], sizes: [3] },
      output: f32([3], [NaN, -Infinity, -0]),
    },
    {
      kind: 'integer',
      name: 'int32',
      inputs: [i32([3], [1, 16777217, -2147483648])],
      attrs: { starts: [1], sizes: [2] },
      output: i32([2], [16777217, -2147483648]),
    },
    {
      kind: 'integer',
      name: 'bool',
      inputs: [bool([4], [1, 0, 1, 1])],
      attrs: { starts: [1], sizes: [2] },
      output: bool([2], [0, 1]),
    },
    {
      kind: 'large',
      name: 'large',
      inputs: [large],
      attrs: { starts: [3, 5], sizes: [11, 59] },
      output: fill('f32', [11, 59], ([i, j]) => at(large, [i! + 3, j! + 5])),
    },
    {
      kind: 'large',
      name: 'four axes',
      inputs: [cube],
      attrs: { starts: [1, 0, 2, 1], sizes: [2, 5, 3, 1] },
      output: fill('f32', [2, 5, 3, 1], ([i, j, k, l]) => at(cube, [i! + 1, j!, k! + 2, l! + 1])),
    },
  ],
  gradients: [
    {
      name: 'zeros around it',
      inputs: [x],
      attrs: { starts: [1, 1], sizes: [2, 2] },
      wrt: [0],
      upstream: f32([2, 2], [1, -2, 3, -4]),
      gradients: [f32([3, 4], [0, 0, 0, 0, 0, 1, -2, 0, 0, 3, -4, 0])],
    },
  ],
};

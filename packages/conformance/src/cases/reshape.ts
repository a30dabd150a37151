/** What must hold of reshape. */
import type { OpCases } from '../case.ts';
import { bool, f32, i32, noise } from '../data.ts';

const x = f32([2, 3], [1, 2, 3, 4, 5, 6]);
const large = noise([5, 66], 26);

export const reshapeCases: OpCases<'reshape'> = {
  values: [
    { kind: 'plain', name: 'plain', inputs: [x], attrs: { shape: [3, 2] }, output: f32([3, 2], x.data) },
    { kind: 'plain', name: 'flat', inputs: [x], attrs: { shape: [6] }, output: f32([6], x.data) },
    { kind: 'edge', name: 'to itself', inputs: [x], attrs: { shape: [2, 3] }, output: x },
    {
      kind: 'edge',
      name: 'one element to rank 0',
      inputs: [f32([1, 1], [7])],
      attrs: { shape: [] },
      output: f32([], [7]),
    },
    {
      kind: 'edge',
      name: 'rank 0 to one element',
      inputs: [f32([], [7])],
      attrs: { shape: [1, 1, 1] },
      output: f32([1, 1, 1], [7]),
    },
    {
      kind: 'edge',
      name: 'to rank 6',
      inputs: [x],
      attrs: { shape: [1, 2, 1, 3, 1, 1] },
      output: f32([1, 2, 1, 3, 1, 1], x.data),
    },
    {
      kind: 'empty',
      name: 'no elements',
      inputs: [f32([0, 3], [])],
      attrs: { shape: [5, 0] },
      output: f32([5, 0], []),
    },
    {
      kind: 'special',
      name: 'special values',
      inputs: [f32([4], [NaN, Infinity, -Infinity, -0])],
      attrs: { shape: [2, 2] },
      output: f32([2, 2], [NaN, Infinity, -Infinity, -0]),
    },
    {
      kind: 'integer',
      name: 'int32',
      inputs: [i32([2], [16777217, -2147483648])],
      attrs: { shape: [2, 1] },
      output: i32([2, 1], [16777217, -2147483648]),
    },
    {
      kind: 'integer',
      name: 'bool',
      inputs: [bool([2], [1, 0])],
      attrs: { shape: [1, 2] },
      output: bool([1, 2], [1, 0]),
    },
    { kind: 'large', name: 'large', inputs: [large], attrs: { shape: [11, 30] }, output: f32([11, 30], large.data) },
  ],
  gradients: [
    {
      name: 'plain',
      inputs: [x],
      attrs: { shape: [3, 2] },
      wrt: [0],
      upstream: f32([3, 2], [1, -2, 3, -4, 5, -6]),
      gradients: [f32([2, 3], [1, -2, 3, -4, 5, -6])],
    },
  ],
};

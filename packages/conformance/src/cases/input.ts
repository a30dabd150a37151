/** What must hold of input: what is handed in comes out, to the bit. */
import type { OpCases } from '../case.ts';
import { bool, f32, i32, noise } from '../data.ts';

const large = noise([5, 67], 16);

export const inputCases: OpCases<'input'> = {
  values: [
    {
      kind: 'plain',
      name: 'plain',
      inputs: [f32([2, 2], [1, -2, 0.5, 3])],
      attrs: { name: 'x0', dtype: 'f32', shape: [2, 2] },
      output: f32([2, 2], [1, -2, 0.5, 3]),
    },
    {
      kind: 'edge',
      name: 'rank 0',
      inputs: [f32([], [7])],
      attrs: { name: 'x0', dtype: 'f32', shape: [] },
      output: f32([], [7]),
    },
    {
      kind: 'edge',
      name: 'rank 6',
      inputs: [f32([1, 2, 1, 1, 2, 1], [1, 2, 3, 4])],
      attrs: { name: 'x0', dtype: 'f32', shape: [1, 2, 1, 1, 2, 1] },
      output: f32([1, 2, 1, 1, 2, 1], [1, 2, 3, 4]),
    },
    {
      kind: 'empty',
      name: 'no elements',
      inputs: [f32([2, 0], [])],
      attrs: { name: 'x0', dtype: 'f32', shape: [2, 0] },
      output: f32([2, 0], []),
    },
    {
      kind: 'special',
      name: 'special values',
      inputs: [f32([4], [NaN, Infinity, -Infinity, -0])],
      attrs: { name: 'x0', dtype: 'f32', shape: [4] },
      output: f32([4], [NaN, Infinity, -Infinity, -0]),
    },
    {
      kind: 'integer',
      name: 'int32',
      inputs: [i32([2], [16777217, -2147483648])],
      attrs: { name: 'x0', dtype: 'i32', shape: [2] },
      output: i32([2], [16777217, -2147483648]),
    },
    {
      kind: 'integer',
      name: 'bool',
      inputs: [bool([3], [1, 0, 1])],
      attrs: { name: 'x0', dtype: 'bool', shape: [3] },
      output: bool([3], [1, 0, 1]),
    },
    {
      kind: 'large',
      name: 'large',
      inputs: [large],
      attrs: { name: 'x0', dtype: 'f32', shape: [5, 67] },
      output: large,
    },
  ],
  gradients: [],
};

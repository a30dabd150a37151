/** What must hold of stopGradient. */
import type { OpCases } from '../case.ts';
import { bool, f32, i32, noise } from '../data.ts';

const large = noise([5, 67], 15);

export const stopGradientCases: OpCases<'stopGradient'> = {
  values: [
    {
      kind: 'plain',
      name: 'plain',
      inputs: [f32([2, 2], [1, -2, 0.5, 3])],
      attrs: {},
      output: f32([2, 2], [1, -2, 0.5, 3]),
    },
    { kind: 'edge', name: 'rank 0', inputs: [f32([], [7])], attrs: {}, output: f32([], [7]) },
    { kind: 'empty', name: 'no elements', inputs: [f32([0], [])], attrs: {}, output: f32([0], []) },
    {
      kind: 'special',
      name: 'special values',
      inputs: [f32([4], [NaN, Infinity, -Infinity, -0])],
      attrs: {},
      output: f32([4], [NaN, Infinity, -Infinity, -0]),
    },
    {
      kind: 'integer',
      name: 'int32',
      inputs: [i32([2], [16777217, -2147483648])],
      attrs: {},
      output: i32([2], [16777217, -2147483648]),
    },
    { kind: 'integer', name: 'bool', inputs: [bool([2], [1, 0])], attrs: {}, output: bool([2], [1, 0]) },
    { kind: 'large', name: 'large', inputs: [large], attrs: {}, output: large },
  ],
  gradients: [
    {
      name: 'nothing flows',
      inputs: [f32([2], [1, 2])],
      attrs: {},
      wrt: [0],
      upstream: f32([2], [3, 4]),
      gradients: [f32([2], [0, 0])],
    },
  ],
};

/** What must hold of abs. */
import type { OpCases } from '../case.ts';
import { f32, i32, map, noise, zip } from '../data.ts';

const large = noise([7, 37], 310, -9, 9);
const x = f32([2, 2], [-2, 0, 0.5, 6]);
const upstream = f32([2, 2], [1, -2, 0.5, 3]);

export const absCases: OpCases<'abs'> = {
  values: [
    {
      kind: 'plain',
      name: 'plain',
      inputs: [f32([2, 3], [-2, -0.5, 0, 0.25, 1, 3])],
      attrs: {},
      output: f32([2, 3], [2, 0.5, 0, 0.25, 1, 3]),
    },
    { kind: 'edge', name: 'rank 0', inputs: [f32([], [-7])], attrs: {}, output: f32([], [7]) },
    { kind: 'empty', name: 'no elements', inputs: [f32([2, 0, 3], [])], attrs: {}, output: f32([2, 0, 3], []) },
    {
      kind: 'special',
      name: 'special values',
      inputs: [f32([4], [NaN, Infinity, -Infinity, -0])],
      attrs: {},
      output: f32([4], [NaN, Infinity, Infinity, 0]),
    },
    {
      kind: 'integer',
      name: 'int32',
      inputs: [i32([5], [0, 1, -5, 2147483647, -2147483647])],
      attrs: {},
      output: i32([5], [0, 1, 5, 2147483647, 2147483647]),
    },
    { kind: 'large', name: 'large', inputs: [large], attrs: {}, output: map(large, Math.abs) },
  ],
  gradients: [
    {
      name: 'plain',
      inputs: [x],
      attrs: {},
      wrt: [0],
      upstream,
      gradients: [zip(x, upstream, (v, g) => g * Math.sign(v))],
    },
  ],
};

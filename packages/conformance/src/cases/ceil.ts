/** What must hold of ceil. */
import type { OpCases } from '../case.ts';
import { f32, map, noise, zip } from '../data.ts';

const large = noise([7, 37], 413, -9, 9);
const x = f32([2, 2], [-2, 0, 0.5, 6]);
const upstream = f32([2, 2], [1, -2, 0.5, 3]);

export const ceilCases: OpCases<'ceil'> = {
  values: [
    {
      kind: 'plain',
      name: 'plain',
      inputs: [f32([2, 3], [-2, -1.5, -0.25, 0.75, 2.5, 1e9])],
      attrs: {},
      output: f32([2, 3], [-2, -1, 0, 1, 3, 1e9]),
    },
    { kind: 'edge', name: 'rank 0', inputs: [f32([], [-0.5])], attrs: {}, output: f32([], [0]) },
    { kind: 'empty', name: 'no elements', inputs: [f32([2, 0, 3], [])], attrs: {}, output: f32([2, 0, 3], []) },
    {
      kind: 'special',
      name: 'special values',
      inputs: [f32([4], [NaN, Infinity, -Infinity, -0])],
      attrs: {},
      output: f32([4], [NaN, Infinity, -Infinity, 0]),
    },
    { kind: 'large', name: 'large', inputs: [large], attrs: {}, output: map(large, Math.ceil) },
  ],
  gradients: [
    { name: 'plain', inputs: [x], attrs: {}, wrt: [0], upstream, gradients: [zip(x, upstream, (v, g) => v * g * 0)] },
  ],
};

/** What must hold of round. */
import type { OpCases } from '../case.ts';
import { f32, map, noise, zip } from '../data.ts';

/** Right for anything but halves, which the noise does not hit. */
const nearest = (v: number): number => Math.floor(v + 0.5);
const large = noise([7, 37], 552, -9, 9);
const x = f32([2, 2], [-2, 0, 0.5, 6]);
const upstream = f32([2, 2], [1, -2, 0.5, 3]);

export const roundCases: OpCases<'round'> = {
  values: [
    {
      kind: 'plain',
      name: 'plain',
      inputs: [f32([2, 3], [-2.25, -1.75, -0.25, 0.75, 2.625, 1e9])],
      attrs: {},
      output: f32([2, 3], [-2, -2, 0, 1, 3, 1e9]),
    },
    { kind: 'edge', name: 'rank 0', inputs: [f32([], [-0.75])], attrs: {}, output: f32([], [-1]) },
    { kind: 'empty', name: 'no elements', inputs: [f32([2, 0, 3], [])], attrs: {}, output: f32([2, 0, 3], []) },
    {
      kind: 'special',
      name: 'special values',
      inputs: [f32([4], [NaN, Infinity, -Infinity, -0])],
      attrs: {},
      output: f32([4], [NaN, Infinity, -Infinity, 0]),
    },
    {
      kind: 'edge',
      name: 'halves go to the even neighbour',
      inputs: [f32([8], [-3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5])],
      attrs: {},
      output: f32([8], [-4, -2, -2, 0, 0, 2, 2, 4]),
    },
    {
      kind: 'edge',
      name: 'just below a half',
      inputs: [f32([2], [0.5 - 2 ** -25, -(0.5 - 2 ** -25)])],
      attrs: {},
      output: f32([2], [0, 0]),
    },
    {
      kind: 'edge',
      name: 'beyond fractions',
      inputs: [f32([2], [8388609, -16777214])],
      attrs: {},
      output: f32([2], [8388609, -16777214]),
    },
    { kind: 'large', name: 'large', inputs: [large], attrs: {}, output: map(large, nearest) },
  ],
  gradients: [
    { name: 'plain', inputs: [x], attrs: {}, wrt: [0], upstream, gradients: [zip(x, upstream, (v, g) => v * g * 0)] },
  ],
};

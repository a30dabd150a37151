/** What must hold of isFinite. */
import type { OpCases } from '../case.ts';
import { bool, f32, map, noise } from '../data.ts';

const large = map(noise([5, 67], 5), (v) => (v > 1.5 ? Infinity : v < -1.5 ? NaN : v));

export const isFiniteCases: OpCases<'isFinite'> = {
  values: [
    {
      kind: 'plain',
      name: 'plain',
      inputs: [f32([2, 2], [0, 1, -3.5, Infinity])],
      attrs: {},
      output: bool([2, 2], [1, 1, 1, 0]),
    },
    { kind: 'edge', name: 'rank 0', inputs: [f32([], [NaN])], attrs: {}, output: bool([], [0]) },
    { kind: 'empty', name: 'no elements', inputs: [f32([3, 0], [])], attrs: {}, output: bool([3, 0], []) },
    {
      kind: 'special',
      name: 'special values',
      inputs: [f32([7], [NaN, Infinity, -Infinity, -0, 2 ** 127, -(2 ** 127), 2 ** -126])],
      attrs: {},
      output: bool([7], [0, 0, 0, 1, 1, 1, 1]),
    },
    {
      kind: 'large',
      name: 'large',
      inputs: [large],
      attrs: {},
      output: map(large, (v) => Number(Math.abs(v) <= 1.5), 'bool'),
    },
  ],
  gradients: [],
};

/** What must hold of sqrt. */
import type { OpCases } from '../case.ts';
import { f32, map, noise, zip } from '../data.ts';

const large = noise([7, 37], 458, 0, 1000);
const x = f32([2, 2], [0.25, 1, 2, 100]);
const upstream = f32([2, 2], [1, -2, 0.5, 3]);

export const sqrtCases: OpCases<'sqrt'> = {
  values: [
    {
      kind: 'plain',
      name: 'plain',
      inputs: [f32([2, 3], [0.25, 0.5, 1, 2, 10, 1000])],
      attrs: {},
      output: f32([2, 3], [0.5, 0.7071067811865476, 1, 1.4142135623730951, 3.1622776601683795, 31.622776601683793]),
    },
    { kind: 'edge', name: 'rank 0', inputs: [f32([], [16])], attrs: {}, output: f32([], [4]) },
    { kind: 'empty', name: 'no elements', inputs: [f32([2, 0, 3], [])], attrs: {}, output: f32([2, 0, 3], []) },
    {
      kind: 'special',
      name: 'special values',
      inputs: [f32([6], [NaN, Infinity, 0, -0, -1, -Infinity])],
      attrs: {},
      output: f32([6], [NaN, Infinity, 0, -0, NaN, NaN]),
    },
    { kind: 'large', name: 'large', inputs: [large], attrs: {}, output: map(large, Math.sqrt) },
  ],
  gradients: [
    {
      name: 'plain',
      inputs: [x],
      attrs: {},
      wrt: [0],
      upstream,
      gradients: [zip(x, upstream, (v, g) => (g * 0.5) / Math.sqrt(v))],
    },
    {
      name: 'infinite at zero',
      inputs: [f32([1], [0])],
      attrs: {},
      wrt: [0],
      upstream: f32([1], [2]),
      gradients: [f32([1], [Infinity])],
    },
  ],
};

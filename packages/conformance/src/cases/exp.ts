/** What must hold of exp. */
import type { OpCases } from '../case.ts';
import { f32, map, noise, zip } from '../data.ts';

const large = noise([7, 37], 333, -20, 20);
const x = f32([2, 2], [-1.5, 0, 0.75, 3]);
const upstream = f32([2, 2], [1, -2, 0.5, 3]);

export const expCases: OpCases<'exp'> = {
  values: [
    {
      kind: 'plain',
      name: 'plain',
      inputs: [f32([2, 3], [-2, -0.5, 0, 0.25, 1, 3])],
      attrs: {},
      output: f32(
        [2, 3],
        [0.1353352832366127, 0.6065306597126334, 1, 1.2840254166877414, 2.718281828459045, 20.085536923187668],
      ),
    },
    { kind: 'edge', name: 'rank 0', inputs: [f32([], [1])], attrs: {}, output: f32([], [2.718281828459045]) },
    { kind: 'empty', name: 'no elements', inputs: [f32([2, 0, 3], [])], attrs: {}, output: f32([2, 0, 3], []) },
    {
      kind: 'special',
      name: 'special values',
      inputs: [f32([7], [NaN, Infinity, -Infinity, -0, 89, -104, 88])],
      attrs: {},
      output: f32([7], [NaN, Infinity, 0, 1, Infinity, 0, 1.6516362549940018e38]),
    },
    { kind: 'large', name: 'large', inputs: [large], attrs: {}, output: map(large, Math.exp) },
  ],
  gradients: [
    {
      name: 'plain',
      inputs: [x],
      attrs: {},
      wrt: [0],
      upstream,
      gradients: [zip(x, upstream, (v, g) => g * Math.exp(v))],
    },
  ],
};

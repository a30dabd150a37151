/** What must hold of cos. */
import type { OpCases } from '../case.ts';
import { f32, map, noise, zip } from '../data.ts';

const large = noise([7, 37], 325, -10, 10);
const x = f32([2, 2], [-2, 0, 0.5, 4]);
const upstream = f32([2, 2], [1, -2, 0.5, 3]);

export const cosCases: OpCases<'cos'> = {
  values: [
    {
      kind: 'plain',
      name: 'plain',
      inputs: [f32([2, 3], [-2, -0.5, 0, 0.25, 1, 3])],
      attrs: {},
      output: f32(
        [2, 3],
        [-0.4161468365471424, 0.8775825618903728, 1, 0.9689124217106447, 0.5403023058681398, -0.9899924966004454],
      ),
    },
    { kind: 'edge', name: 'rank 0', inputs: [f32([], [1])], attrs: {}, output: f32([], [0.5403023058681398]) },
    { kind: 'empty', name: 'no elements', inputs: [f32([2, 0, 3], [])], attrs: {}, output: f32([2, 0, 3], []) },
    {
      kind: 'special',
      name: 'special values',
      inputs: [f32([4], [NaN, Infinity, -Infinity, -0])],
      attrs: {},
      output: f32([4], [NaN, NaN, NaN, 1]),
    },
    {
      kind: 'edge',
      name: 'many turns',
      inputs: [f32([3], [100, -1000, 12345.5])],
      attrs: {},
      output: f32([3], [0.8623188722876839, 0.5623790762907029, 0.5742336053096289]),
    },
    { kind: 'large', name: 'large', inputs: [large], attrs: {}, output: map(large, Math.cos) },
  ],
  gradients: [
    {
      name: 'plain',
      inputs: [x],
      attrs: {},
      wrt: [0],
      upstream,
      gradients: [zip(x, upstream, (v, g) => -g * Math.sin(v))],
    },
  ],
};

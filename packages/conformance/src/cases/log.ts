/** What must hold of log. */
import type { OpCases } from '../case.ts';
import { f32, map, noise, zip } from '../data.ts';

const large = noise([7, 37], 322, 0.001, 50);
const x = f32([2, 2], [0.5, 1, 3, 80]);
const upstream = f32([2, 2], [1, -2, 0.5, 3]);

export const logCases: OpCases<'log'> = {
  values: [
    {
      kind: 'plain',
      name: 'plain',
      inputs: [f32([2, 3], [0.25, 0.5, 1, 2, 10, 1000])],
      attrs: {},
      output: f32(
        [2, 3],
        [-1.3862943611198906, -0.6931471805599453, 0, 0.6931471805599453, 2.302585092994046, 6.907755278982137],
      ),
    },
    { kind: 'edge', name: 'rank 0', inputs: [f32([], [2])], attrs: {}, output: f32([], [0.6931471805599453]) },
    { kind: 'empty', name: 'no elements', inputs: [f32([2, 0, 3], [])], attrs: {}, output: f32([2, 0, 3], []) },
    {
      kind: 'special',
      name: 'special values',
      inputs: [f32([6], [NaN, Infinity, 0, -0, -1, -Infinity])],
      attrs: {},
      output: f32([6], [NaN, Infinity, -Infinity, -Infinity, NaN, NaN]),
    },
    {
      kind: 'edge',
      name: 'next to one',
      inputs: [f32([2], [1 + 2 ** -23, 1 - 2 ** -24])],
      attrs: {},
      output: f32([2], [1.1920928244535446e-7, -5.960464655174753e-8]),
    },
    { kind: 'large', name: 'large', inputs: [large], attrs: {}, output: map(large, Math.log) },
  ],
  gradients: [
    { name: 'plain', inputs: [x], attrs: {}, wrt: [0], upstream, gradients: [zip(x, upstream, (v, g) => g / v)] },
  ],
};

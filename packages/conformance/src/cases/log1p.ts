/** What must hold of log1p. */
import type { OpCases } from '../case.ts';
import { f32, map, noise, zip } from '../data.ts';

const large = noise([7, 37], 483, -0.9, 20);
const x = f32([2, 2], [-0.5, 0, 3, 80]);
const upstream = f32([2, 2], [1, -2, 0.5, 3]);

export const log1pCases: OpCases<'log1p'> = {
  values: [
    {
      kind: 'plain',
      name: 'plain',
      inputs: [f32([2, 3], [-0.5, 0, 0.25, 1, 3, 1000])],
      attrs: {},
      output: f32(
        [2, 3],
        [-0.6931471805599453, 0, 0.22314355131420976, 0.6931471805599453, 1.3862943611198906, 6.90875477931522],
      ),
    },
    { kind: 'edge', name: 'rank 0', inputs: [f32([], [1])], attrs: {}, output: f32([], [0.6931471805599453]) },
    { kind: 'empty', name: 'no elements', inputs: [f32([2, 0, 3], [])], attrs: {}, output: f32([2, 0, 3], []) },
    {
      kind: 'special',
      name: 'special values',
      inputs: [f32([6], [NaN, Infinity, -1, -2, -Infinity, -0])],
      attrs: {},
      output: f32([6], [NaN, Infinity, -Infinity, NaN, NaN, 0]),
    },
    {
      kind: 'edge',
      name: 'small operands keep their digits',
      inputs: [f32([6], [2 ** -10, -(2 ** -10), 2 ** -24, -(2 ** -24), 2 ** -30, 2 ** -60])],
      attrs: {},
      output: f32(
        [6],
        [
          9.760859730554589e-4,
          -9.770396478266127e-4,
          5.960464299903386e-8,
          -5.960464655174753e-8,
          9.313225741817976e-10,
          2 ** -60,
        ],
      ),
    },
    { kind: 'large', name: 'large', inputs: [large], attrs: {}, output: map(large, Math.log1p) },
  ],
  gradients: [
    { name: 'plain', inputs: [x], attrs: {}, wrt: [0], upstream, gradients: [zip(x, upstream, (v, g) => g / (1 + v))] },
  ],
};

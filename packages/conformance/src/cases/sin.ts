/** What must hold of sin. */
import type { OpCases } from '../case.ts';
import { f32, map, noise, zip } from '../data.ts';

const large = noise([7, 37], 330, -10, 10);
const x = f32([2, 2], [-2, 0, 0.5, 4]);
const upstream = f32([2, 2], [1, -2, 0.5, 3]);

export const sinCases: OpCases<'sin'> = {
  values: [
    {
      kind: 'plain',
      name: 'plain',
      inputs: [f32([2, 3], [-2, -0.5, 0, 0.25, 1, 3])],
      attrs: {},
      output: f32(
        [2, 3],
        [-0.9092974268256817, -0.479425538604203, 0, 0.24740395925452294, 0.8414709848078965, 0.1411200080598672],
      ),
    },
    { kind: 'edge', name: 'rank 0', inputs: [f32([], [1])], attrs: {}, output: f32([], [0.8414709848078965]) },
    { kind: 'empty', name: 'no elements', inputs: [f32([2, 0, 3], [])], attrs: {}, output: f32([2, 0, 3], []) },
    {
      kind: 'special',
      name: 'special values',
      inputs: [f32([4], [NaN, Infinity, -Infinity, -0])],
      attrs: {},
      output: f32([4], [NaN, NaN, NaN, 0]),
    },
    {
      kind: 'edge',
      name: 'many turns',
      inputs: [f32([3], [100, -1000, 12345.5])],
      attrs: {},
      output: f32([3], [-0.5063656411097588, -0.8268795405320025, -0.8186914965560015]),
    },
    { kind: 'large', name: 'large', inputs: [large], attrs: {}, output: map(large, Math.sin) },
  ],
  gradients: [
    {
      name: 'plain',
      inputs: [x],
      attrs: {},
      wrt: [0],
      upstream,
      gradients: [zip(x, upstream, (v, g) => g * Math.cos(v))],
    },
  ],
};

/** What must hold of tanh. */
import type { OpCases } from '../case.ts';
import { f32, map, noise, zip } from '../data.ts';

const large = noise([7, 37], 427, -6, 6);
const x = f32([2, 2], [-2, 0, 0.5, 4]);
const upstream = f32([2, 2], [1, -2, 0.5, 3]);

export const tanhCases: OpCases<'tanh'> = {
  values: [
    {
      kind: 'plain',
      name: 'plain',
      inputs: [f32([2, 3], [-2, -0.5, 0, 0.25, 1, 3])],
      attrs: {},
      output: f32(
        [2, 3],
        [-0.9640275800758169, -0.46211715726000974, 0, 0.24491866240370913, 0.7615941559557649, 0.9950547536867305],
      ),
    },
    { kind: 'edge', name: 'rank 0', inputs: [f32([], [1])], attrs: {}, output: f32([], [0.7615941559557649]) },
    { kind: 'empty', name: 'no elements', inputs: [f32([2, 0, 3], [])], attrs: {}, output: f32([2, 0, 3], []) },
    {
      kind: 'special',
      name: 'special values',
      inputs: [f32([6], [NaN, Infinity, -Infinity, -0, 100, -100])],
      attrs: {},
      output: f32([6], [NaN, 1, -1, 0, 1, -1]),
    },
    {
      kind: 'edge',
      name: 'small operands',
      inputs: [f32([3], [2 ** -10, -(2 ** -12), 2 ** -20])],
      attrs: {},
      output: f32([3], [9.765621895592603e-4, -2.4414062014936172e-4, 9.536743164059608e-7]),
    },
    { kind: 'large', name: 'large', inputs: [large], attrs: {}, output: map(large, Math.tanh) },
  ],
  gradients: [
    {
      name: 'plain',
      inputs: [x],
      attrs: {},
      wrt: [0],
      upstream,
      gradients: [zip(x, upstream, (v, g) => g * (1 - Math.tanh(v) ** 2))],
    },
  ],
};

/** What must hold of sigmoid. */
import type { OpCases } from '../case.ts';
import { f32, map, noise, zip } from '../data.ts';

const logistic = (v: number): number => 1 / (1 + Math.exp(-v));
const large = noise([7, 37], 748, -12, 12);
const x = f32([2, 2], [-2, 0, 0.5, 6]);
const upstream = f32([2, 2], [1, -2, 0.5, 3]);

export const sigmoidCases: OpCases<'sigmoid'> = {
  values: [
    {
      kind: 'plain',
      name: 'plain',
      inputs: [f32([2, 3], [-2, -0.5, 0, 0.25, 1, 3])],
      attrs: {},
      output: f32(
        [2, 3],
        [0.11920292202211756, 0.37754066879814546, 0.5, 0.5621765008857981, 0.7310585786300049, 0.9525741268224333],
      ),
    },
    { kind: 'edge', name: 'rank 0', inputs: [f32([], [-5])], attrs: {}, output: f32([], [0.0066928509242848554]) },
    { kind: 'empty', name: 'no elements', inputs: [f32([2, 0, 3], [])], attrs: {}, output: f32([2, 0, 3], []) },
    {
      kind: 'special',
      name: 'special values',
      inputs: [f32([6], [NaN, Infinity, -Infinity, -0, 100, -100])],
      attrs: {},
      output: f32([6], [NaN, 1, 0, 0.5, 1, 0]),
    },
    { kind: 'large', name: 'large', inputs: [large], attrs: {}, output: map(large, logistic) },
  ],
  gradients: [
    {
      name: 'plain',
      inputs: [x],
      attrs: {},
      wrt: [0],
      upstream,
      gradients: [zip(x, upstream, (v, g) => g * logistic(v) * logistic(-v))],
    },
  ],
};

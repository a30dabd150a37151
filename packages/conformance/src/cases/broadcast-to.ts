/** What must hold of broadcastTo. */
import type { OpCases } from '../case.ts';
import { at, bool, f32, fill, i32, noise } from '../data.ts';

const row = noise([67], 28);
const cube = noise([2, 1, 3, 1], 29);

export const broadcastToCases: OpCases<'broadcastTo'> = {
  values: [
    {
      kind: 'plain',
      name: 'a row',
      inputs: [f32([3], [1, 2, 3])],
      attrs: { shape: [2, 3] },
      output: f32([2, 3], [1, 2, 3, 1, 2, 3]),
    },
    {
      kind: 'plain',
      name: 'a column',
      inputs: [f32([2, 1], [1, 2])],
      attrs: { shape: [2, 3] },
      output: f32([2, 3], [1, 1, 1, 2, 2, 2]),
    },
    {
      kind: 'edge',
      name: 'a scalar',
      inputs: [f32([], [7])],
      attrs: { shape: [2, 2] },
      output: f32([2, 2], [7, 7, 7, 7]),
    },
    { kind: 'edge', name: 'rank 0 to itself', inputs: [f32([], [7])], attrs: { shape: [] }, output: f32([], [7]) },
    {
      kind: 'edge',
      name: 'new axes of one',
      inputs: [f32([2], [1, 2])],
      attrs: { shape: [1, 1, 2] },
      output: f32([1, 1, 2], [1, 2]),
    },
    {
      kind: 'empty',
      name: 'one stretched to none',
      inputs: [f32([1, 2], [1, 2])],
      attrs: { shape: [0, 2] },
      output: f32([0, 2], []),
    },
    { kind: 'empty', name: 'no elements', inputs: [f32([0], [])], attrs: { shape: [3, 0] }, output: f32([3, 0], []) },
    {
      kind: 'special',
      name: 'special values',
      inputs: [f32([2, 1], [NaN, -0])],
      attrs: { shape: [2, 2] },
      output: f32([2, 2], [NaN, NaN, -0, -0]),
    },
    {
      kind: 'integer',
      name: 'int32',
      inputs: [i32([1], [16777217])],
      attrs: { shape: [3] },
      output: i32([3], [16777217, 16777217, 16777217]),
    },
    {
      kind: 'integer',
      name: 'bool',
      inputs: [bool([2, 1], [1, 0])],
      attrs: { shape: [2, 2] },
      output: bool([2, 2], [1, 1, 0, 0]),
    },
    {
      kind: 'large',
      name: 'large',
      inputs: [row],
      attrs: { shape: [5, 67] },
      output: fill('f32', [5, 67], ([, j]) => at(row, [j!])),
    },
    {
      kind: 'large',
      name: 'inner and outer axes',
      inputs: [cube],
      attrs: { shape: [4, 2, 5, 3, 6] },
      output: fill('f32', [4, 2, 5, 3, 6], ([, i, , k]) => at(cube, [i!, 0, k!, 0])),
    },
  ],
  gradients: [
    {
      name: 'sums over the copies',
      inputs: [f32([2, 1], [1, 2])],
      attrs: { shape: [2, 2, 3] },
      wrt: [0],
      upstream: f32([2, 2, 3], [1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60]),
      gradients: [f32([2, 1], [66, 165])],
    },
    {
      name: 'of a scalar',
      inputs: [f32([], [1])],
      attrs: { shape: [3] },
      wrt: [0],
      upstream: f32([3], [1, -2, 4]),
      gradients: [f32([], [3])],
    },
  ],
};

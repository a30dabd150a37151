/** What must hold of pad. */
import type { OpCases } from '../case.ts';
import { at, bool, f32, fill, i32, noise } from '../data.ts';

const x = f32([2, 2], [1, 2, 3, 4]);
const large = noise([9, 33], 34);

export const padCases: OpCases<'pad'> = {
  values: [
    {
      kind: 'plain',
      name: 'plain',
      inputs: [x],
      attrs: { before: [1, 0], after: [0, 2], value: 0 },
      output: f32([3, 4], [0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0, 0]),
    },
    {
      kind: 'plain',
      name: 'with a value',
      inputs: [f32([2], [1, 2])],
      attrs: { before: [2], after: [1], value: -7.5 },
      output: f32([5], [-7.5, -7.5, 1, 2, -7.5]),
    },
    { kind: 'edge', name: 'with nothing', inputs: [x], attrs: { before: [0, 0], after: [0, 0], value: 9 }, output: x },
    {
      kind: 'edge',
      name: 'rank 0',
      inputs: [f32([], [7])],
      attrs: { before: [], after: [], value: 9 },
      output: f32([], [7]),
    },
    {
      kind: 'edge',
      name: 'the value is rounded to f32',
      inputs: [f32([1], [1])],
      attrs: { before: [1], after: [0], value: 0.1 },
      output: f32([2], [0.1, 1]),
    },
    {
      kind: 'empty',
      name: 'around nothing',
      inputs: [f32([0], [])],
      attrs: { before: [1], after: [2], value: 3 },
      output: f32([3], [3, 3, 3]),
    },
    {
      kind: 'empty',
      name: 'still nothing',
      inputs: [f32([0, 2], [])],
      attrs: { before: [0, 1], after: [0, 1], value: 3 },
      output: f32([0, 4], []),
    },
    {
      kind: 'special',
      name: 'with minus infinity',
      inputs: [f32([2], [NaN, -0])],
      attrs: { before: [1], after: [1], value: -Infinity },
      output: f32([4], [-Infinity, NaN, -0, -Infinity]),
    },
    {
      kind: 'special',
      name: 'with minus zero',
      inputs: [f32([2], [0, -0])],
      attrs: { before: [1], after: [1], value: -0 },
      output: f32([4], [-0, 0, -0, -0]),
    },
    {
      kind: 'special',
      name: 'with NaN',
      inputs: [f32([1], [1])],
      attrs: { before: [1], after: [0], value: NaN },
      output: f32([2], [NaN, 1]),
    },
    {
      kind: 'integer',
      name: 'int32',
      inputs: [i32([2], [16777217, 2])],
      attrs: { before: [1], after: [1], value: -5 },
      output: i32([4], [-5, 16777217, 2, -5]),
    },
    {
      kind: 'integer',
      name: 'bool',
      inputs: [bool([2], [0, 1])],
      attrs: { before: [1], after: [1], value: 1 },
      output: bool([4], [1, 0, 1, 1]),
    },
    {
      kind: 'large',
      name: 'large',
      inputs: [large],
      attrs: { before: [2, 3], after: [1, 5], value: 0.5 },
      output: fill('f32', [12, 41], ([i, j]) =>
        i! >= 2 && i! < 11 && j! >= 3 && j! < 36 ? at(large, [i! - 2, j! - 3]) : 0.5,
      ),
    },
    {
      kind: 'large',
      name: 'four axes',
      inputs: [f32([1, 1, 2, 1], [1, 2])],
      attrs: { before: [1, 0, 0, 1], after: [0, 1, 1, 0], value: 0 },
      output: fill('f32', [2, 2, 3, 2], ([i, j, k, l]) => (i === 1 && j === 0 && k! < 2 && l === 1 ? k! + 1 : 0)),
    },
  ],
  gradients: [
    {
      name: 'cuts the middle out',
      inputs: [x],
      attrs: { before: [1, 0], after: [0, 1], value: 5 },
      wrt: [0],
      upstream: f32([3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9]),
      gradients: [f32([2, 2], [4, 5, 7, 8])],
    },
  ],
};

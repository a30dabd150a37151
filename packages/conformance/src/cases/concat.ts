/** What must hold of concat. */
import type { OpCases } from '../case.ts';
import { at, bool, f32, fill, i32, noise } from '../data.ts';

const a = f32([2, 2], [1, 2, 3, 4]);
const b = f32([2, 1], [5, 6]);
const left = noise([5, 33, 2], 35);
const right = noise([5, 32, 2], 36);

export const concatCases: OpCases<'concat'> = {
  values: [
    { kind: 'plain', name: 'columns', inputs: [a, b], attrs: { axis: 1 }, output: f32([2, 3], [1, 2, 5, 3, 4, 6]) },
    {
      kind: 'plain',
      name: 'rows',
      inputs: [a, f32([1, 2], [5, 6])],
      attrs: { axis: 0 },
      output: f32([3, 2], [1, 2, 3, 4, 5, 6]),
    },
    {
      kind: 'plain',
      name: 'many',
      inputs: [f32([1], [1]), f32([2], [2, 3]), f32([1], [4]), f32([3], [5, 6, 7]), f32([1], [8])],
      attrs: { axis: 0 },
      output: f32([8], [1, 2, 3, 4, 5, 6, 7, 8]),
    },
    { kind: 'edge', name: 'only one', inputs: [a], attrs: { axis: 1 }, output: a },
    { kind: 'edge', name: 'the same one twice', inputs: [b, b], attrs: { axis: 0 }, output: f32([4, 1], [5, 6, 5, 6]) },
    {
      kind: 'empty',
      name: 'with nothing',
      inputs: [a, f32([2, 0], []), b],
      attrs: { axis: 1 },
      output: f32([2, 3], [1, 2, 5, 3, 4, 6]),
    },
    {
      kind: 'empty',
      name: 'nothing with nothing',
      inputs: [f32([0, 2], []), f32([0, 1], [])],
      attrs: { axis: 1 },
      output: f32([0, 3], []),
    },
    {
      kind: 'special',
      name: 'special values',
      inputs: [f32([2], [NaN, -0]), f32([1], [-Infinity])],
      attrs: { axis: 0 },
      output: f32([3], [NaN, -0, -Infinity]),
    },
    {
      kind: 'special',
      name: 'only one, of special values',
      inputs: [f32([3], [-0, NaN, Infinity])],
      attrs: { axis: 0 },
      output: f32([3], [-0, NaN, Infinity]),
    },
    {
      kind: 'integer',
      name: 'int32',
      inputs: [i32([1], [16777217]), i32([1], [-2147483648])],
      attrs: { axis: 0 },
      output: i32([2], [16777217, -2147483648]),
    },
    {
      kind: 'integer',
      name: 'bool',
      inputs: [bool([1, 2], [1, 0]), bool([1, 2], [0, 1])],
      attrs: { axis: 0 },
      output: bool([2, 2], [1, 0, 0, 1]),
    },
    {
      kind: 'large',
      name: 'large',
      inputs: [left, right],
      attrs: { axis: 1 },
      output: fill('f32', [5, 65, 2], ([i, j, k]) => (j! < 33 ? at(left, [i!, j!, k!]) : at(right, [i!, j! - 33, k!]))),
    },
  ],
  gradients: [
    {
      name: 'each gets its part',
      inputs: [a, b],
      attrs: { axis: 1 },
      wrt: [0, 1],
      upstream: f32([2, 3], [1, 2, 3, 4, 5, 6]),
      gradients: [f32([2, 2], [1, 2, 4, 5]), f32([2, 1], [3, 6])],
    },
  ],
};

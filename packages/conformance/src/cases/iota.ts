/** What must hold of iota. */
import type { OpCases } from '../case.ts';
import { fill, i32 } from '../data.ts';

export const iotaCases: OpCases<'iota'> = {
  values: [
    { kind: 'plain', name: 'plain', inputs: [], attrs: { shape: [5], axis: 0 }, output: i32([5], [0, 1, 2, 3, 4]) },
    {
      kind: 'plain',
      name: 'rows',
      inputs: [],
      attrs: { shape: [2, 3], axis: 0 },
      output: i32([2, 3], [0, 0, 0, 1, 1, 1]),
    },
    {
      kind: 'plain',
      name: 'columns',
      inputs: [],
      attrs: { shape: [2, 3], axis: 1 },
      output: i32([2, 3], [0, 1, 2, 0, 1, 2]),
    },
    {
      kind: 'edge',
      name: 'middle axis',
      inputs: [],
      attrs: { shape: [2, 3, 2], axis: 1 },
      output: i32([2, 3, 2], [0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2]),
    },
    { kind: 'edge', name: 'one element', inputs: [], attrs: { shape: [1, 1], axis: 1 }, output: i32([1, 1], [0]) },
    { kind: 'empty', name: 'no elements', inputs: [], attrs: { shape: [0, 3], axis: 1 }, output: i32([0, 3], []) },
    {
      kind: 'empty',
      name: 'no elements along the axis',
      inputs: [],
      attrs: { shape: [0], axis: 0 },
      output: i32([0], []),
    },
    {
      kind: 'large',
      name: 'large',
      inputs: [],
      attrs: { shape: [7, 65], axis: 1 },
      output: fill('i32', [7, 65], ([, j]) => j!),
    },
  ],
  gradients: [],
};

/** What must hold of not. */
import type { OpCases } from '../case.ts';
import { bool, coins, map } from '../data.ts';

const large = coins([5, 67], 4);

export const notCases: OpCases<'not'> = {
  values: [
    {
      kind: 'plain',
      name: 'plain',
      inputs: [bool([2, 2], [0, 1, 1, 0])],
      attrs: {},
      output: bool([2, 2], [1, 0, 0, 1]),
    },
    { kind: 'edge', name: 'rank 0', inputs: [bool([], [1])], attrs: {}, output: bool([], [0]) },
    { kind: 'empty', name: 'no elements', inputs: [bool([0], [])], attrs: {}, output: bool([0], []) },
    { kind: 'large', name: 'large', inputs: [large], attrs: {}, output: map(large, (v) => 1 - v) },
  ],
  gradients: [],
};

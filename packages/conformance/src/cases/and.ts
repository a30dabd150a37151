/** What must hold of and. */
import type { OpCases } from '../case.ts';
import { at, bool, coins, fill, zip } from '../data.ts';

const a = coins([5, 67], 1);
const b = coins([5, 67], 2);
const row = coins([67], 3);

export const andCases: OpCases<'and'> = {
  values: [
    {
      kind: 'plain',
      name: 'plain',
      inputs: [bool([4], [0, 0, 1, 1]), bool([4], [0, 1, 0, 1])],
      attrs: {},
      output: bool([4], [0, 0, 0, 1]),
    },
    {
      kind: 'edge',
      name: 'row and column',
      inputs: [bool([2, 1], [0, 1]), bool([2], [0, 1])],
      attrs: {},
      output: bool([2, 2], [0, 0, 0, 1]),
    },
    { kind: 'edge', name: 'two scalars', inputs: [bool([], [1]), bool([], [1])], attrs: {}, output: bool([], [1]) },
    {
      kind: 'empty',
      name: 'no elements',
      inputs: [bool([0, 3], []), bool([3], [1, 0, 1])],
      attrs: {},
      output: bool([0, 3], []),
    },
    { kind: 'large', name: 'large', inputs: [a, b], attrs: {}, output: zip(a, b, (p, q) => p * q) },
    {
      kind: 'large',
      name: 'large with a row',
      inputs: [a, row],
      attrs: {},
      output: fill('bool', [5, 67], ([i, j]) => at(a, [i!, j!]) * at(row, [j!])),
    },
  ],
  gradients: [],
};

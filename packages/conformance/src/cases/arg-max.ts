/** What must hold of argMax. */
import type { OpCases } from '../case.ts';
import { at, f32, fill, i32, noise } from '../data.ts';

const x = f32([2, 3], [-9, 2, 7, 4, 8, 1]);
const wide = noise([9, 259], 22);
const cube = noise([3, 5, 17], 23);

/** The first position of the largest of n elements. */
function first(n: number, value: (i: number) => number): number {
  let best = 0;
  for (let i = 1; i < n; i++) if (value(i) > value(best)) best = i;
  return best;
}

export const argMaxCases: OpCases<'argMax'> = {
  values: [
    { kind: 'plain', name: 'rows', inputs: [x], attrs: { axis: 1 }, output: i32([2], [2, 1]) },
    { kind: 'plain', name: 'columns', inputs: [x], attrs: { axis: 0 }, output: i32([3], [1, 1, 0]) },
    { kind: 'edge', name: 'rank 1', inputs: [f32([4], [1, 3, 2, 0])], attrs: { axis: 0 }, output: i32([], [1]) },
    {
      kind: 'edge',
      name: 'ties go to the first',
      inputs: [f32([3, 3], [5, 5, 5, 1, 5, 5, -0, 0, -1])],
      attrs: { axis: 1 },
      output: i32([3], [0, 1, 0]),
    },
    { kind: 'edge', name: 'axis of one', inputs: [f32([2, 1], [3, 4])], attrs: { axis: 1 }, output: i32([2], [0, 0]) },
    { kind: 'empty', name: 'no rows', inputs: [f32([0, 3], [])], attrs: { axis: 1 }, output: i32([0], []) },
    {
      kind: 'special',
      name: 'infinities',
      inputs: [f32([3, 3], [-Infinity, -Infinity, -Infinity, 1, Infinity, 2, -Infinity, -5, -Infinity])],
      attrs: { axis: 1 },
      output: i32([3], [0, 1, 1]),
    },
    {
      kind: 'integer',
      name: 'int32',
      inputs: [i32([2, 3], [-2147483648, 16777216, 16777217, -2, -2, -2147483647])],
      attrs: { axis: 1 },
      output: i32([2], [2, 0]),
    },
    {
      kind: 'large',
      name: 'long rows',
      inputs: [wide],
      attrs: { axis: 1 },
      output: fill('i32', [9], ([i]) => first(259, (j) => at(wide, [i!, j]))),
    },
    {
      kind: 'large',
      name: 'middle axis',
      inputs: [cube],
      attrs: { axis: 1 },
      output: fill('i32', [3, 17], ([i, k]) => first(5, (j) => at(cube, [i!, j, k!]))),
    },
  ],
  gradients: [],
};

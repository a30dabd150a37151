/** Reductions over leading, trailing, middle, all and no axes. */
import type { Shape } from '@bernoulli/api/ir';
import { f32, i32, opCase, special, type OpCase } from './op-case.ts';

export function folding(): OpCase[] {
  const cases: OpCase[] = [];
  const axes: [Shape, number[]][] = [
    [[], []],
    [[5], [0]],
    [[0], [0]],
    [[3, 0], [1]],
    [[3, 0], [0]],
    [[7, 130], [1]],
    [[7, 130], [0]],
    [
      [7, 130],
      [0, 1],
    ],
    [[4, 5, 19], [1]],
    [
      [4, 5, 19],
      [0, 2],
    ],
    [
      [4, 5, 19],
      [1, 2],
    ],
    [
      [4, 5, 19],
      [0, 1],
    ],
    [
      [3, 4, 2, 40],
      [1, 2],
    ],
    [[1, 9], [0]],
    [[9, 1], [1]],
    [[5], []],
    [[3, 2050], [1]],
    [[300, 21], [0]],
  ];
  for (const op of ['reduceSum', 'reduceMax', 'reduceMin'] as const)
    for (const [shape, over] of axes)
      for (const keep of [false, true]) {
        cases.push(opCase(`${op} ${over} ${keep}`, [f32(shape)], (b, x) => b[op](x!, over, keep)));
        cases.push(opCase(`${op} ${over} ${keep}`, [i32(shape, 1000)], (b, x) => b[op](x!, over, keep)));
      }
  for (const op of ['reduceSum', 'reduceMax', 'reduceMin'] as const) {
    const s = special();
    cases.push(opCase(`${op} special`, [s], (b, x) => b[op](x!)));
    cases.push(opCase(`${op} special columns`, [s], (b, x) => b[op](b.broadcastTo(x!, [3, s.shape[0]!]), [0])));
  }
  for (const [shape, axis] of [
    [[5], 0],
    [[4, 7], 1],
    [[4, 7], 0],
    [[2, 3, 4], 1],
  ] as [Shape, number][])
    for (const make of [f32, i32]) cases.push(opCase(`argMax ${axis}`, [make(shape)], (b, x) => b.argMax(x!, axis)));
  return cases;
}

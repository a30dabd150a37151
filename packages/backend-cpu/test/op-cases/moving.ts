/** Ops that move values about, and those that make them. */
import type { Shape } from '@bernoulli/api/ir';
import { bool, f32, i32, opCase, type OpCase } from './op-case.ts';

export function moving(): OpCase[] {
  const cases: OpCase[] = [];
  for (const make of [f32, i32, bool]) {
    cases.push(opCase('reshape', [make([4, 6])], (b, x) => b.reshape(x!, [2, 12])));
    cases.push(opCase('transpose', [make([5, 7])], (b, x) => b.transpose(x!, [1, 0])));
    cases.push(opCase('transpose', [make([2, 3, 4, 5])], (b, x) => b.transpose(x!, [2, 0, 3, 1])));
    cases.push(opCase('transpose', [make([])], (b, x) => b.transpose(x!, [])));
    cases.push(opCase('broadcastTo', [make([3, 1])], (b, x) => b.broadcastTo(x!, [2, 3, 5])));
    cases.push(opCase('broadcastTo', [make([])], (b, x) => b.broadcastTo(x!, [2, 3])));
    cases.push(opCase('broadcastTo', [make([1])], (b, x) => b.broadcastTo(x!, [0, 3])));
    cases.push(opCase('slice', [make([5, 7])], (b, x) => b.slice(x!, [1, 2], [3, 4])));
    cases.push(opCase('slice empty', [make([5, 7])], (b, x) => b.slice(x!, [5, 2], [0, 4])));
    cases.push(opCase('pad', [make([2, 3])], (b, x) => b.pad(x!, [1, 0], [2, 3], 1)));
    cases.push(opCase('pad empty', [make([0, 3])], (b, x) => b.pad(x!, [1, 0], [0, 0], 1)));
    for (const axis of [0, 1, 2])
      cases.push(
        opCase(`concat ${axis}`, [make([2, 3, 4]), make([2, 3, 4]), make([2, 3, 4])], (b, ...xs) => b.concat(xs, axis)),
      );
    // Rows long enough to be moved whole, in none, one, two, three and four loops.
    cases.push(opCase('slice of rows', [make([9, 300])], (b, x) => b.slice(x!, [0, 70], [9, 130])));
    cases.push(opCase('slice of some rows', [make([9, 3, 80])], (b, x) => b.slice(x!, [2, 1, 5], [6, 2, 72])));
    cases.push(opCase('slice of one row', [make([90])], (b, x) => b.slice(x!, [9], [80])));
    cases.push(opCase('slice of blocks', [make([3, 4, 5, 70])], (b, x) => b.slice(x!, [1, 1, 2, 3], [2, 2, 3, 67])));
    cases.push(opCase('transpose of rows', [make([5, 3, 66])], (b, x) => b.transpose(x!, [1, 0, 2])));
    cases.push(opCase('transpose of heads', [make([2, 3, 5, 16])], (b, x) => b.transpose(x!, [0, 2, 1, 3])));
    cases.push(opCase('transpose in four loops', [make([2, 3, 2, 4, 64])], (b, x) => b.transpose(x!, [3, 1, 0, 2, 4])));
    cases.push(opCase('transpose of blocks', [make([2, 5, 3, 64])], (b, x) => b.transpose(x!, [2, 0, 1, 3])));
    cases.push(
      opCase('concat of rows', [make([4, 64]), make([4, 80]), make([4, 0]), make([4, 65])], (b, ...xs) =>
        b.concat(xs, 1),
      ),
    );
    for (const axis of [0, 1, 2])
      for (const index of [[], [4], [2, 3]])
        cases.push(opCase(`gather ${axis}`, [make([3, 4, 5]), i32(index, 9)], (b, x, i) => b.gather(x!, i!, axis)));
  }
  for (const axis of [0, 1])
    cases.push(
      opCase(`scatterAdd ${axis}`, [i32([6], 9), f32(axis ? [2, 6, 3] : [6, 3])], (b, i, u) =>
        b.scatterAdd(i!, u!, 4, axis),
      ),
    );
  cases.push(opCase('iota', [f32([1])], (b) => b.iota([3, 4, 2], 1)));
  // At the last offset the low word of the counter wraps round within the draw.
  for (const offset of [0, 9, 858_993_458])
    for (const shape of [[], [1], [7], [9, 5], [2, 3, 5], [0, 4], [64, 33]] as Shape[])
      cases.push(
        opCase(
          `uniform ${offset} [${shape.join(',')}]`,
          [
            { dtype: 'i32', shape: [2], data: Int32Array.of(-5, 77) },
            { dtype: 'i32', shape: [], data: Int32Array.of(offset) },
          ],
          (b, k, o) => b.uniform(k!, shape, o!),
        ),
      );
  return cases;
}

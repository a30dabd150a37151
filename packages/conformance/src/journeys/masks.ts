/** Masks as kinds of dropout draw them: a rate for each unit, one coin for a row or a column, groups, and masks that are kept. */
import { GraphBuilder, type Ref, type Shape } from '@bernoulli/api/ir';
import type { CaseArray } from '../case.ts';
import { tensor } from '../case-graph.ts';
import { bool, f32, fill, at, i32, noise } from '../data.ts';
import { drawn } from '../threefry.ts';
import { expectValue, outputsOf, session, type Journey } from './journey.ts';

const KEY = [1234567, -7654321] as const;
const key = i32([2], KEY);

/** Where a draw lies below its rate. Rates are rounded to `f32`, as the operands of a comparison are. */
function below(draw: CaseArray, rate: (index: readonly number[]) => number): CaseArray {
  return fill('bool', draw.shape, (index) => +(at(draw, index) < Math.fround(rate(index))));
}

const rates = f32([5], [0, 0.25, 0.5, 0.8125, 1]);

const perUnit: Journey = {
  name: 'masks with a rate for each unit, row and channel',
  run: (backend) =>
    session(backend, async (compile) => {
      // The numbers of the first row: none of them lies below itself.
      const exact = drawn(KEY, [5]);
      const got = await outputsOf(
        compile,
        (b) => {
          const [k, p] = [b.input('key', 'i32', [2]), b.input('rates', 'f32', [5])];
          return {
            unit: b.less(b.uniform(k, [9, 5]), p),
            row: b.less(b.uniform(k, [5, 7]), b.reshape(p, [5, 1])),
            channel: b.less(b.uniform(k, [3, 2, 5]), p),
            vector: b.less(b.uniform(k, [5]), p),
            exact: b.less(b.uniform(k, [9, 5]), b.input('exact', 'f32', [5])),
          };
        },
        { key, rates, exact },
      );
      const each = (shape: Shape, axis: number): CaseArray =>
        below(drawn(KEY, shape), (index) => rates.data[index[axis]!]!);
      expectValue('a rate for each unit', got['unit'], each([9, 5], 1));
      expectValue('a rate for each row', got['row'], each([5, 7], 0));
      expectValue('a rate for each channel', got['channel'], each([3, 2, 5], 2));
      const own = below(drawn(KEY, [9, 5]), ([, unit]) => exact.data[unit!]!);
      expectValue('rates that are drawn exactly', got['exact'], own);
      expectValue('of a vector', got['vector'], each([5], 0));
    }),
};

/** The shape of a draw, and the shape that it serves. */
const SHARED: readonly (readonly [draw: Shape, of: Shape])[] = [
  [
    [7, 1],
    [7, 6],
  ],
  [
    [1, 6],
    [7, 6],
  ],
  [[6], [7, 6]],
  [
    [3, 1, 5],
    [3, 4, 5],
  ],
  [
    [3, 4, 1],
    [3, 4, 5],
  ],
  [
    [2, 1, 1, 3],
    [2, 3, 2, 3],
  ],
  [[1], [7, 6]],
];

const shared: Journey = {
  name: 'masks of which several elements share a coin',
  run: (backend) =>
    session(backend, async (compile) => {
      for (const [draw, of] of SHARED) {
        const x = noise(of, 701);
        const { y } = await outputsOf(
          compile,
          (b) => {
            const keep = b.less(b.uniform(b.input('key', 'i32', [2]), draw), 0.5);
            return { y: b.select(keep, b.mul(b.input('x', 'f32', of), 2), 0) };
          },
          { key, x },
        );
        const u = drawn(KEY, draw);
        const place = (index: readonly number[]): number[] =>
          index.slice(of.length - draw.length).map((i, axis) => (draw[axis] === 1 ? 0 : i));
        const want = fill('f32', of, (index) => (at(u, place(index)) < 0.5 ? 2 * at(x, index) : 0));
        expectValue(`one coin for each of [${draw.join(', ')}] in [${of.join(', ')}]`, y, want);
      }
    }),
};

const offsets: Journey = {
  name: 'draws of one key that differ in offset, shape or key word are not one',
  run: (backend) =>
    session(backend, async (compile) => {
      const got = await outputsOf(
        compile,
        (b) => {
          const k = b.input('key', 'i32', [2]);
          const [r, s] = [b.input('r', 'i32', []), b.input('s', 'i32', [])];
          const other = b.add(k, b.constant(Int32Array.of(1, 0)));
          const swapped = b.gather(k, b.constant(Int32Array.of(1, 0)));
          return {
            first: b.uniform(k, [4, 3]),
            later: b.uniform(k, [4, 3], r),
            latest: b.uniform(k, [4, 3], s),
            constant: b.uniform(k, [4, 3], b.scalar(2, 'i32')),
            turned: b.uniform(k, [3, 4]),
            longer: b.uniform(k, [5, 3]),
            flat: b.uniform(k, [12]),
            'swapped, later': b.uniform(swapped, [4, 3], r),
            swapped: b.uniform(swapped, [4, 3]),
            other: b.uniform(other, [4, 3]),
            fixed: b.uniform(b.constant(Int32Array.of(...KEY)), [4, 3], r),
          };
        },
        { key, r: i32([], [4]), s: i32([], [1000000]) },
      );
      const want = {
        first: drawn(KEY, [4, 3]),
        later: drawn(KEY, [4, 3], 4),
        latest: drawn(KEY, [4, 3], 1000000),
        constant: drawn(KEY, [4, 3], 2),
        turned: drawn(KEY, [3, 4]),
        longer: drawn(KEY, [5, 3]),
        flat: drawn(KEY, [12]),
        'swapped, later': drawn([KEY[1], KEY[0]], [4, 3], 4),
        swapped: drawn([KEY[1], KEY[0]], [4, 3]),
        other: drawn([KEY[0] + 1, KEY[1]], [4, 3]),
        fixed: drawn(KEY, [4, 3], 4),
      };
      for (const [name, value] of Object.entries(want)) expectValue(name, got[name], value);
    }),
};

const groups: Journey = {
  name: 'masks of groups: a coin for each block of units, repeated',
  run: (backend) =>
    session(backend, async (compile) => {
      const x = noise([6, 8], 702);
      const { y } = await outputsOf(
        compile,
        (b) => {
          const keep = b.less(b.uniform(b.input('key', 'i32', [2]), [6, 4]), 0.25);
          const each = b.broadcastTo(b.reshape(keep, [6, 4, 1]), [6, 4, 2]);
          return { y: b.select(b.reshape(each, [6, 8]), b.div(b.input('x', 'f32', [6, 8]), 0.25), 0) };
        },
        { key, x },
      );
      const u = drawn(KEY, [6, 4]);
      const want = fill('f32', [6, 8], ([i, j]) => (at(u, [i!, j! >> 1]) < 0.25 ? at(x, [i!, j!]) * 4 : 0));
      expectValue('y', y, want);
    }),
};

const kept: Journey = {
  name: 'a mask that is kept for several steps',
  run: (backend) =>
    session(backend, async (compile) => {
      const b = new GraphBuilder();
      const [k, anew] = [b.input('key', 'i32', [2]), b.input('anew', 'bool', [])];
      const mask = b.input('mask', 'bool', [5, 7]);
      const used = b.select(anew, b.less(b.uniform(k, [5, 7]), 0.5), mask);
      const program = await compile(
        b.build({
          outputs: { used, count: b.reduceSum(b.cast(used, 'i32')) },
          state: [{ name: 'mask', node: mask, next: used }],
        }),
      );
      let want = bool([5, 7], new Array<number>(35).fill(0));
      for (let step = 0; step < 9; step++) {
        const draws = step % 4 === 0;
        if (draws) want = below(drawn([50, step], [5, 7]), () => 0.5);
        const { used: got, count } = await program.run({
          key: tensor(i32([2], [50, step])),
          anew: tensor(bool([], [+draws])),
        });
        expectValue(`the mask of step ${step}`, got, want);
        expectValue(`its count in step ${step}`, count, i32([], [want.data.reduce((n, bit) => n + bit, 0)]));
      }
      expectValue('the mask in the end', await program.readState('mask'), want);
    }),
};

const sites: Journey = {
  name: 'keys folded in the graph, one for each site',
  run: (backend) =>
    session(backend, async (compile) => {
      const count = 12;
      const got = await outputsOf(
        compile,
        (b) => {
          const k = b.input('key', 'i32', [2]);
          const site = (i: number): Ref => b.uniform(b.add(k, b.constant(Int32Array.of(0, i))), [3, 5]);
          return Object.fromEntries(Array.from({ length: count }, (_, i) => [`site ${i}`, site(i)]));
        },
        { key },
      );
      for (let i = 0; i < count; i++) expectValue(`site ${i}`, got[`site ${i}`], drawn([KEY[0], KEY[1] + i], [3, 5]));
    }),
};

const rows: Journey = {
  name: 'offsets that count on in carried state, up to the last row',
  run: (backend) =>
    session(backend, async (compile) => {
      const b = new GraphBuilder();
      const [k, row] = [b.input('key', 'i32', [2]), b.input('row', 'i32', [])];
      const u = b.uniform(k, [3, 2], row);
      const program = await compile(
        b.build({ outputs: { u }, state: [{ name: 'row', node: row, next: b.add(row, 3) }] }),
      );
      for (const start of [0, 2 ** 24 - 3, 2 ** 31 - 12]) {
        await program.writeState('row', tensor(i32([], [start])));
        for (let step = 0; step < 3; step++) {
          const { u: got } = await program.run({ key: tensor(key) });
          expectValue(`rows from ${start + 3 * step}`, got, drawn(KEY, [3, 2], start + 3 * step));
        }
      }
    }),
};

export const masks: readonly Journey[] = [perUnit, shared, offsets, groups, kept, sites, rows];

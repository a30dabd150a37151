/** State that stays with the backend: zeros at first, replaced all at once, kept where `commit` comes out false. */
import { GraphBuilder } from '@bernoulli/api/ir';
import { tensor } from '../case-graph.ts';
import { bool, f32, i32 } from '../data.ts';
import { expectValue, session, type Journey } from './journey.ts';

const counter: Journey = {
  name: 'a counter starts at zero and counts',
  run: (backend) =>
    session(backend, async (compile) => {
      const b = new GraphBuilder();
      const n = b.input('n', 'i32', []);
      const program = await compile(
        b.build({ outputs: { before: n }, state: [{ name: 'n', node: n, next: b.add(n, 1) }] }),
      );
      for (let i = 0; i < 5; i++) expectValue(`before run ${i}`, (await program.run({}))['before'], i32([], [i]));
      expectValue('the state in the end', await program.readState('n'), i32([], [5]));
    }),
};

const commit: Journey = {
  name: 'commit false keeps all of the state',
  run: (backend) =>
    session(backend, async (compile) => {
      const b = new GraphBuilder();
      const x = b.input('x', 'f32', [2]);
      const total = b.input('total', 'f32', [2]);
      const runs = b.input('runs', 'i32', []);
      const next = b.add(total, x);
      const program = await compile(
        b.build({
          outputs: { next },
          state: [
            { name: 'total', node: total, next },
            { name: 'runs', node: runs, next: b.add(runs, 1) },
          ],
          commit: b.isFinite(b.reduceSum(next)),
        }),
      );
      const feed = (a: number, c: number) => program.run({ x: tensor(f32([2], [a, c])) });
      await feed(1, 2);
      expectValue('the output of a run that is not kept', (await feed(NaN, 1))['next'], f32([2], [NaN, 3]));
      expectValue('total after it', await program.readState('total'), f32([2], [1, 2]));
      expectValue('runs after it', await program.readState('runs'), i32([], [1]));
      await feed(Infinity, 1);
      await feed(10, 20);
      expectValue('total in the end', await program.readState('total'), f32([2], [11, 22]));
      expectValue('runs in the end', await program.readState('runs'), i32([], [2]));
    }),
};

const swap: Journey = {
  name: 'two values change places',
  run: (backend) =>
    session(backend, async (compile) => {
      const b = new GraphBuilder();
      const [p, q] = [b.input('p', 'f32', [3]), b.input('q', 'f32', [3])];
      const state = [
        { name: 'p', node: p, next: q },
        { name: 'q', node: q, next: p },
      ];
      const program = await compile(b.build({ outputs: { difference: b.sub(p, q) }, state }));
      await program.writeState('p', tensor(f32([3], [1, 2, 3])));
      await program.writeState('q', tensor(f32([3], [10, 20, 30])));
      expectValue('p − q', (await program.run({}))['difference'], f32([3], [-9, -18, -27]));
      expectValue('p − q, swapped', (await program.run({}))['difference'], f32([3], [9, 18, 27]));
      await program.run({});
      expectValue('p after three swaps', await program.readState('p'), f32([3], [10, 20, 30]));
      expectValue('q after three swaps', await program.readState('q'), f32([3], [1, 2, 3]));
    }),
};

const simultaneous: Journey = {
  name: 'every next value comes from the old state',
  run: (backend) =>
    session(backend, async (compile) => {
      // Fibonacci: (a, c) becomes (c, a + c). An update in place would read the new a.
      const b = new GraphBuilder();
      const [a, c] = [b.input('a', 'i32', []), b.input('c', 'i32', [])];
      const sum = b.add(a, c);
      const state = [
        { name: 'a', node: a, next: c },
        { name: 'c', node: c, next: sum },
      ];
      const program = await compile(b.build({ outputs: { old: a, sum }, state }));
      await program.writeState('c', tensor(i32([], [1])));
      for (let i = 0; i < 9; i++) await program.run({});
      const { old, sum: next } = await program.run({});
      expectValue('old', old, i32([], [34]));
      expectValue('sum', next, i32([], [89]));
    }),
};

const odd: Journey = {
  name: "a next value may be an input, a constant, itself, another's or none",
  run: (backend) =>
    session(backend, async (compile) => {
      const b = new GraphBuilder();
      const x = b.input('x', 'f32', [2]);
      const states = ['last', 'fixed', 'same', 'read', 'twin', 'flag'].map((name) =>
        b.input(name, name === 'flag' ? 'bool' : 'f32', [2]),
      );
      const [last, fixed, same, read, twin, flag] = states as [
        typeof x,
        typeof x,
        typeof x,
        typeof x,
        typeof x,
        typeof x,
      ];
      const program = await compile(
        b.build({
          outputs: { sum: b.add(b.add(last, fixed), b.add(same, read)) },
          state: [
            { name: 'last', node: last, next: x },
            { name: 'fixed', node: fixed, next: b.constant(Float32Array.of(7, 8)) },
            { name: 'same', node: same, next: same },
            { name: 'read', node: read, next: null },
            { name: 'twin', node: twin, next: x },
            { name: 'flag', node: flag, next: b.greater(x, last) },
          ],
        }),
      );
      await program.writeState('same', tensor(f32([2], [100, 200])));
      await program.writeState('read', tensor(f32([2], [1000, 2000])));
      expectValue(
        'the first sum',
        (await program.run({ x: tensor(f32([2], [1, -2])) }))['sum'],
        f32([2], [1100, 2200]),
      );
      expectValue(
        'the second sum',
        (await program.run({ x: tensor(f32([2], [3, -4])) }))['sum'],
        f32([2], [1108, 2206]),
      );
      const want = {
        last: f32([2], [3, -4]),
        twin: f32([2], [3, -4]),
        flag: bool([2], [1, 0]),
        fixed: f32([2], [7, 8]),
      };
      for (const [name, value] of Object.entries(want)) expectValue(name, await program.readState(name), value);
      // Two states were given one value: writing one must not write the other.
      await program.writeState('twin', tensor(f32([2], [0, 0])));
      expectValue('last after twin was written', await program.readState('last'), f32([2], [3, -4]));
    }),
};

export const carriedState: readonly Journey[] = [counter, commit, swap, simultaneous, odd];

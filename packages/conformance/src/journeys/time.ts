/** What lies between one run and another: whose arrays results are, and what must not change as time goes on. */
import { GraphBuilder, type Graph, type TensorData } from '@bernoulli/api/ir';
import { tensor } from '../case-graph.ts';
import type { CaseArray } from '../case.ts';
import { bool, f32, i32, noise } from '../data.ts';
import { expectValue, session, type Journey } from './journey.ts';

const line = (...data: readonly number[]): CaseArray => f32([data.length], data);
const four = (...data: readonly number[]): TensorData => tensor(line(...data));

/** Outputs of every kind: an input, a state, its next value, a constant, one node twice, and one that changes nothing. */
function every(): Graph {
  const b = new GraphBuilder();
  const [x, s] = [b.input('x', 'f32', [4]), b.input('s', 'f32', [4])];
  const next = b.add(s, x);
  return b.build({
    outputs: {
      x,
      s,
      next,
      again: next,
      constant: b.constant(Float32Array.of(1, 2, 3, 4)),
      folded: b.mul(b.constant(Float32Array.of(1, 2, 3, 4)), 2),
      same: b.reshape(next, [2, 2]),
      stopped: b.stopGradient(s),
    },
    state: [{ name: 's', node: s, next }],
  });
}

const apart: Journey = {
  name: 'no two outputs share an array, also when they are one node, a constant or a state',
  run: (backend) =>
    session(backend, async (compile) => {
      const program = await compile(every());
      const other = await compile(every());
      await program.writeState('s', four(10, 20, 30, 40));
      const x = four(1, 1, 1, 1);
      for (let step = 0; step < 3; step++) {
        const got = await program.run({ x });
        const s = [10, 20, 30, 40].map((v) => v + step);
        const next = s.map((v) => v + 1);
        const want: Readonly<Record<string, CaseArray>> = {
          x: line(1, 1, 1, 1),
          s: line(...s),
          next: line(...next),
          again: line(...next),
          constant: line(1, 2, 3, 4),
          folded: line(2, 4, 6, 8),
          same: f32([2, 2], next),
          stopped: line(...s),
        };
        // Each is read after all before it were written over.
        for (const [name, value] of Object.entries(want)) {
          expectValue(`${name} of step ${step}`, got[name], value);
          got[name]!.data.fill(77);
        }
        expectValue(`the input after step ${step}`, x, want['x']!);
        expectValue(`the state after step ${step}`, await program.readState('s'), want['next']!);
      }
      expectValue(
        'a constant of the same graph compiled twice',
        (await other.run({ x }))['constant'],
        line(1, 2, 3, 4),
      );
    }),
};

const later: Journey = {
  name: 'outputs stay what they were after more runs, and after dispose',
  run: (backend) =>
    session(backend, async (compile) => {
      const program = await compile(every());
      const held: Record<string, TensorData>[] = [];
      const read: TensorData[] = [];
      for (let step = 0; step < 5; step++) {
        held.push(await program.run({ x: four(1, 2, 3, 4) }));
        read.push(await program.readState('s'));
      }
      await program.dispose();
      held.forEach((got, step) => {
        const of = (times: number) => line(...[1, 2, 3, 4].map((v) => v * times));
        expectValue(`s of run ${step}`, got['s'], of(step));
        expectValue(`next of run ${step}`, got['next'], of(step + 1));
        expectValue(`again of run ${step}`, got['again'], of(step + 1));
        expectValue(`x of run ${step}`, got['x'], of(1));
        expectValue(`the state read after run ${step}`, read[step], of(step + 1));
      });
    }),
};

const copies: Journey = {
  name: 'what readState gives and writeState takes are copies',
  run: (backend) =>
    session(backend, async (compile) => {
      const program = await compile(every());
      const given = four(1, 2, 3, 4);
      await program.writeState('s', given);
      given.data.fill(99);
      const read = await program.readState('s');
      expectValue('the state as written', read, line(1, 2, 3, 4));
      read.data.fill(99);
      const twice = [await program.readState('s'), await program.readState('s')] as const;
      twice[0].data.fill(98);
      expectValue('read again', twice[1], line(1, 2, 3, 4));
      expectValue('a run on it', (await program.run({ x: four(1, 1, 1, 1) }))['next'], line(2, 3, 4, 5));
      const after = await program.readState('s');
      after.data.fill(97);
      expectValue('read after the run', await program.readState('s'), line(2, 3, 4, 5));
      // A value that is read may be written back, and into another program.
      const other = await compile(every());
      const saved = await program.readState('s');
      await other.writeState('s', saved);
      await program.run({ x: four(1, 1, 1, 1) });
      saved.data.fill(96);
      expectValue('the state of the other program', await other.readState('s'), line(2, 3, 4, 5));
    }),
};

const asWritten: Journey = {
  name: 'state comes back to the bit, as often as it is written',
  run: (backend) =>
    session(backend, async (compile) => {
      const b = new GraphBuilder();
      const [s, n] = [b.input('s', 'f32', [6]), b.input('n', 'i32', [3])];
      const program = await compile(
        b.build({
          outputs: {},
          state: [
            { name: 's', node: s, next: null },
            { name: 'n', node: n, next: null },
          ],
        }),
      );
      const numbers = [-0, NaN, Infinity, -Infinity, 2 ** -149, -3 * 2 ** -130];
      expectValue('the state at first', await program.readState('s'), line(0, 0, 0, 0, 0, 0));
      for (let turn = 0; turn < 6; turn++) {
        const turned = [...numbers.slice(turn), ...numbers.slice(0, turn)];
        await program.writeState('s', tensor(line(...turned)));
        await program.writeState('n', tensor(i32([3], [2 ** 24 + turn, 2 ** 31 - 1 - turn, -(2 ** 31) + turn])));
        if (turn % 2 === 0) await program.run({});
        expectValue(`numbers, turn ${turn}`, await program.readState('s'), line(...turned));
        const whole = i32([3], [2 ** 24 + turn, 2 ** 31 - 1 - turn, -(2 ** 31) + turn]);
        expectValue(`whole numbers, turn ${turn}`, await program.readState('n'), whole);
      }
    }),
};

const refilled: Journey = {
  name: 'the same arrays, filled anew for each run',
  run: (backend) =>
    session(backend, async (compile) => {
      const b = new GraphBuilder();
      const [x, n] = [b.input('x', 'f32', [4]), b.input('n', 'i32', [3])];
      const key = b.input('key', 'i32', [2]);
      const s = b.input('s', 'f32', [4]);
      const next = b.add(s, b.mul(x, 2));
      const program = await compile(
        b.build({
          outputs: { x, n: b.add(n, 1), next, u: b.uniform(key, [2]) },
          state: [{ name: 's', node: s, next }],
        }),
      );
      const feed = { x: four(0, 0, 0, 0), n: tensor(i32([3], [0, 0, 0])), key: tensor(i32([2], [0, 0])) };
      const words = [0xf29a4fa7, 0xfa843692].map((word) => (word >>> 9) * 2 ** -23);
      for (let step = 1; step < 6; step++) {
        feed.x.data.fill(step);
        feed.n.data.fill(step);
        feed.key.data.fill(0);
        const got = await program.run(feed);
        for (const { data } of Object.values(feed)) data.fill(-5);
        expectValue(`x of step ${step}`, got['x'], line(step, step, step, step));
        expectValue(`n of step ${step}`, got['n'], i32([3], [step + 1, step + 1, step + 1]));
        expectValue(`the draw of step ${step}`, got['u'], f32([2], words));
        const sum = step * (step + 1);
        expectValue(`next of step ${step}`, got['next'], line(sum, sum, sum, sum));
      }
    }),
};

const hundred: Journey = {
  name: 'a hundred runs without drift',
  run: (backend) =>
    session(backend, async (compile) => {
      const b = new GraphBuilder();
      const [x, w] = [b.input('x', 'f32', [9, 13]), b.input('w', 'f32', [13, 5])];
      const [n, sum] = [b.input('n', 'i32', []), b.input('sum', 'f32', [])];
      const y = b.tanh(b.matMul(x, w));
      const count = b.add(n, 1);
      const program = await compile(
        b.build({
          outputs: { y, draw: b.uniform(b.constant(Int32Array.of(0, 42)), [6]), n },
          state: [
            { name: 'n', node: n, next: count },
            { name: 'sum', node: sum, next: b.add(sum, b.cast(count, 'f32')) },
          ],
        }),
      );
      const feed = () => ({ x: tensor(noise([9, 13], 722)), w: tensor(noise([13, 5], 723)) });
      const first = await program.run(feed());
      for (let run = 1; run <= 100; run++) {
        const got = await program.run(feed());
        for (const name of ['y', 'draw'])
          expectValue(`${name} of run ${run}`, got[name], { ...first[name]!, data: [...first[name]!.data] });
        expectValue('the count', got['n'], i32([], [run]));
      }
      expectValue('the sum in the end', await program.readState('sum'), f32([], [(101 * 102) / 2]));
    }),
};

const ends: Journey = {
  name: 'dispose, once or twice, leaves what is shared to those that still run',
  run: (backend) =>
    session(backend, async (compile) => {
      const x = () => ({ x: four(1, 1, 1, 1) });
      const first = await compile(every());
      await first.writeState('s', four(1, 2, 3, 4));
      const second = await compile(every(), { shareState: first });
      const third = await compile(every(), { shareState: second });
      const alone = await compile(every());
      await first.dispose();
      await first.dispose();
      await first.dispose();
      expectValue('the second after three disposals', (await second.run(x()))['next'], line(2, 3, 4, 5));
      await second.dispose();
      await second.dispose();
      expectValue('the third', (await third.run(x()))['next'], line(3, 4, 5, 6));
      const fourth = await compile(every(), { shareState: third });
      expectValue('a fourth', await fourth.readState('s'), line(3, 4, 5, 6));
      await third.dispose();
      await fourth.writeState('s', four(0, 0, 0, 0));
      expectValue('the last', (await fourth.run(x()))['next'], line(1, 1, 1, 1));
      await fourth.dispose();
      expectValue('one that shared nothing', (await alone.run(x()))['s'], line(0, 0, 0, 0));
      const anew = await compile(every());
      expectValue('state is zero for whoever comes after', (await anew.run(x()))['s'], line(0, 0, 0, 0));
    }),
};

const verdicts: Journey = {
  name: 'commit is asked in every run, and its outputs are handed out either way',
  run: (backend) =>
    session(backend, async (compile) => {
      const b = new GraphBuilder();
      const [x, s] = [b.input('x', 'f32', [2]), b.input('s', 'f32', [2])];
      const [t, go] = [b.input('t', 'i32', []), b.input('go', 'bool', [])];
      const next = b.add(s, x);
      const program = await compile(
        b.build({
          outputs: { next, go, s },
          state: [
            { name: 's', node: s, next },
            { name: 't', node: t, next: b.add(t, 1) },
          ],
          commit: go,
        }),
      );
      let [sum, count] = [0, 0];
      for (const [step, bit] of [1, 0, 0, 1, 1, 0, 1, 0].entries()) {
        const got = await program.run({ x: tensor(f32([2], [step, 1])), go: tensor(bool([], [bit])) });
        expectValue(`next of step ${step}`, got['next'], f32([2], [sum + step, count + 1]));
        expectValue(`go of step ${step}`, got['go'], bool([], [bit]));
        expectValue(`s of step ${step}`, got['s'], f32([2], [sum, count]));
        if (bit) [sum, count] = [sum + step, count + 1];
        expectValue(`the state after step ${step}`, await program.readState('s'), f32([2], [sum, count]));
        expectValue(`the count after step ${step}`, await program.readState('t'), i32([], [count]));
      }
    }),
};

export const time: readonly Journey[] = [apart, later, copies, asWritten, refilled, hundred, ends, verdicts];

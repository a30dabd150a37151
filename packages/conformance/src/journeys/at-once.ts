/** Several programs at once, and calls that are not awaited. */
import { GraphBuilder, type Graph, type TensorData } from '@bernoulli/api/ir';
import { tensor } from '../case-graph.ts';
import type { CaseArray } from '../case.ts';
import { f32, map, noise } from '../data.ts';
import { expectValue, session, type Journey } from './journey.ts';

const line = (...data: readonly number[]): CaseArray => f32([data.length], data);
const four = (...data: readonly number[]): TensorData => tensor(line(...data));

/** s becomes s + x. */
function adding(): Graph {
  const b = new GraphBuilder();
  const [x, s] = [b.input('x', 'f32', [4]), b.input('s', 'f32', [4])];
  const next = b.add(s, x);
  return b.build({ outputs: { next }, state: [{ name: 's', node: s, next }] });
}

const atOnce: Journey = {
  name: 'several programs run at once',
  run: (backend) =>
    session(backend, async (compile) => {
      const write = (factor: number): Graph => {
        const b = new GraphBuilder();
        const [x, s] = [b.input('x', 'f32', [33, 17]), b.input('s', 'f32', [])];
        const next = b.add(s, factor);
        return b.build({
          outputs: { y: b.mul(b.add(x, s), factor), z: b.matMul(x, b.transpose(x, [1, 0])) },
          state: [{ name: 's', node: s, next }],
        });
      };
      const factors = [1, 2, 4];
      const programs = [];
      for (const factor of factors) programs.push(await compile(write(factor)));
      const x = map(noise([33, 17], 721), (v) => Math.round(v * 4));
      const of = (i: number): CaseArray => map(x, (v) => v + i + 1);
      for (let step = 0; step < 4; step++) {
        const got = await Promise.all(programs.map((program, i) => program.run({ x: tensor(of(i)) })));
        got.forEach(({ y }, i) =>
          expectValue(
            `program ${i} in step ${step}`,
            y,
            map(of(i), (v) => (v + factors[i]! * step) * factors[i]! + 0),
          ),
        );
        const states = await Promise.all(programs.map((program) => program.readState('s')));
        states.forEach((s, i) => expectValue(`state ${i}`, s, f32([], [factors[i]! * (step + 1)])));
      }
    }),
};

const compiledAtOnce: Journey = {
  name: 'several programs are compiled at once',
  run: (backend) =>
    session(backend, async (compile) => {
      const write = (factor: number): Graph => {
        const b = new GraphBuilder();
        const s = b.input('s', 'f32', [4]);
        const next = b.add(s, factor);
        return b.build({ outputs: { y: b.mul(s, factor) }, state: [{ name: 's', node: s, next }] });
      };
      const programs = await Promise.all([1, 2, 3].map((factor) => compile(write(factor))));
      for (const [i, program] of programs.entries()) {
        await program.run({});
        const value = (i + 1) ** 2;
        expectValue(`program ${i}`, (await program.run({}))['y'], line(value, value, value, value));
      }
    }),
};

const order: Journey = {
  name: 'writeState and readState keep their turn, awaited or not',
  run: (backend) =>
    session(backend, async (compile) => {
      const program = await compile(adding());
      const x = () => ({ x: four(1, 1, 1, 1) });
      const written = program.writeState('s', four(1, 2, 3, 4));
      const first = await program.run(x());
      await written;
      expectValue('a run right after writeState', first['next'], line(2, 3, 4, 5));
      const writes = [program.writeState('s', four(9, 9, 9, 9)), program.writeState('s', four(5, 5, 5, 5))];
      const read = program.readState('s');
      await Promise.all(writes);
      expectValue('the later of two writes', await read, line(5, 5, 5, 5));
      await program.run(x());
      expectValue('the state in the end', await program.readState('s'), line(6, 6, 6, 6));
    }),
};

export const atOnceJourneys: readonly Journey[] = [atOnce, compiledAtOnce, order];

/** Many states, many outputs, and names that a careless table of JavaScript already has. */
import { GraphBuilder, type Ref } from '@bernoulli/api/ir';
import { tensor } from '../case-graph.ts';
import { f32, i32 } from '../data.ts';
import { expectValue, session, type Journey } from './journey.ts';

/** Own names of every object, names with signs that formats of graphs give a meaning, and long ones. */
const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'length',
  '0',
  ' ',
  'a.b',
  'a/b:0',
  'größe',
  '層',
  'x'.repeat(300),
];

const awkward: Journey = {
  name: 'awkward names for inputs, outputs and state',
  run: (backend) =>
    session(backend, async (compile) => {
      const b = new GraphBuilder();
      const inputs = NAMES.map((name) => b.input(name, 'f32', [2]));
      const states = NAMES.map((name) => b.input(`state ${name}`, 'f32', [2]));
      const sums = states.map((state, i) => b.add(state, inputs[i]!));
      const named = <T>(values: readonly T[]): Record<string, T> =>
        // Not by assignment: __proto__ would set the prototype.
        Object.fromEntries(NAMES.map((name, i) => [name, values[i]!]));
      const program = await compile(
        b.build({
          outputs: named(sums.map((sum) => b.mul(sum, 10))),
          state: NAMES.map((name, i) => ({ name, node: states[i]!, next: sums[i]! })),
        }),
      );
      await program.writeState('__proto__', tensor(f32([2], [100, 200])));
      const feed = () => named(NAMES.map((_, i) => tensor(f32([2], [i, -i]))));
      await program.run(feed());
      const got = await program.run(feed());
      for (const [i, name] of NAMES.entries()) {
        const [first, second] = i === 0 ? [100, 200] : [0, 0];
        if (!Object.hasOwn(got, name)) throw new Error(`output ${name} is missing`);
        expectValue(`output ${name}`, got[name], f32([2], [(first + 2 * i) * 10, (second - 2 * i) * 10]));
        expectValue(`state ${name}`, await program.readState(name), f32([2], [first + 2 * i, second - 2 * i]));
      }
    }),
};

const many: Journey = {
  name: 'a hundred states, sixty outputs and fifty inputs',
  run: (backend) =>
    session(backend, async (compile) => {
      const b = new GraphBuilder();
      const inputs = Array.from({ length: 50 }, (_, i) => b.input(`x${i}`, 'f32', [1 + (i % 3)]));
      const states = Array.from({ length: 100 }, (_, i) => b.input(`s${i}`, 'i32', [1 + (i % 4)]));
      const next = states.map((state, i) => b.add(state, i + 1));
      const outputs: Record<string, Ref> = {};
      for (let i = 0; i < 60; i++) outputs[`y${i}`] = i < 50 ? b.mul(inputs[i]!, i) : next[i]!;
      const program = await compile(
        b.build({ outputs, state: states.map((node, i) => ({ name: `s${i}`, node, next: next[i]! })) }),
      );
      const size = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);
      const feed = () =>
        Object.fromEntries(
          inputs.map(({ shape }, i) => [
            `x${i}`,
            tensor(
              f32(
                shape,
                size(shape[0]!).map((at) => i + at),
              ),
            ),
          ]),
        );
      await program.run(feed());
      const got = await program.run(feed());
      if (Object.keys(got).length !== 60) throw new Error(`there are ${Object.keys(got).length} outputs, expected 60`);
      for (let i = 0; i < 60; i++) {
        const { shape } = (i < 50 ? inputs : states)[i]!;
        const want =
          i < 50
            ? f32(
                shape,
                size(shape[0]!).map((at) => (i + at) * i),
              )
            : i32(
                shape,
                size(shape[0]!).map(() => 2 * (i + 1)),
              );
        expectValue(`y${i}`, got[`y${i}`], want);
      }
      for (const [i, { shape }] of states.entries())
        expectValue(
          `s${i}`,
          await program.readState(`s${i}`),
          i32(
            shape,
            size(shape[0]!).map(() => 2 * (i + 1)),
          ),
        );
    }),
};

const wide: Journey = {
  name: 'three hundred inputs and as many outputs',
  run: (backend) =>
    session(backend, async (compile) => {
      const b = new GraphBuilder();
      const count = 300;
      const each = Array.from({ length: count }, (_, i) => i);
      const inputs = each.map((i) => b.input(`x${i}`, 'f32', [2]));
      const outputs = Object.fromEntries(inputs.map((x, i) => [`y${i}`, b.mul(x, inputs[(i + 7) % count]!)]));
      const program = await compile(b.build({ outputs }));
      for (const run of [1, 2]) {
        const value = (i: number): number => ((i * 31 + run) % 101) - 50;
        const got = await program.run(
          Object.fromEntries(each.map((i) => [`x${i}`, tensor(f32([2], [value(i), 0.5]))])),
        );
        if (Object.keys(got).length !== count) throw new Error(`there are ${Object.keys(got).length} outputs`);
        for (const i of each) expectValue(`y${i}`, got[`y${i}`], f32([2], [value(i) * value((i + 7) % count), 0.25]));
      }
    }),
};

export const names: readonly Journey[] = [awkward, many, wide];

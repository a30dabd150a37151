/** Ops that seem to undo one another, or to change nothing, and do not; and states that are more than small numbers. */
import { GraphBuilder } from '@bernoulli/api/ir';
import { tensor } from '../case-graph.ts';
import { bool, f32, i32, noise, wholeNoise } from '../data.ts';
import type { Tolerance } from '../tolerance.ts';
import { expectDefinition, expectValue, session, type Journey } from './journey.ts';

const summed: Tolerance = { ulp: 8, absolute: 2 ** -20, reason: 'a few sums and functions of numbers up to 4' };

const moved: Journey = {
  name: 'movements that seem to undo one another',
  run: (backend) =>
    session(backend, (compile) =>
      expectDefinition(
        compile,
        (b) => {
          const [x, y] = [b.input('x', 'f32', [3, 4]), b.input('y', 'f32', [4, 3])];
          const square = b.slice(x, [0, 0], [3, 3]);
          const whole = (n: number) => b.slice(x, [0, n], [3, 2]);
          const at = b.input('at', 'i32', [3]);
          return {
            'a part of what is padded': b.slice(b.pad(x, [1, 0], [0, 1], 5), [0, 1], [3, 4]),
            'a part, padded': b.pad(b.slice(x, [0, 1], [3, 3]), [0, 0], [0, 1], 7),
            'a part of a part': b.slice(b.slice(x, [1, 1], [2, 3]), [0, 1], [2, 2]),
            'turned and in the old shape': b.reshape(b.transpose(x, [1, 0]), [3, 4]),
            'in another shape and turned': b.transpose(b.reshape(x, [4, 3]), [1, 0]),
            'halves the other way round': b.concat([whole(2), whole(0)], 1),
            'one half twice': b.concat([whole(0), whole(0)], 1),
            'picked and picked again': b.gather(b.gather(x, at, 0), at, 0),
            'turned squares multiplied': b.matMul(b.transpose(square, [1, 0]), b.slice(y, [1, 0], [3, 3])),
            'multiplied by a turned square': b.matMul(square, b.transpose(square, [1, 0])),
            'repeated and summed': b.reduceSum(b.broadcastTo(square, [2, 3, 3]), [0]),
            'summed and repeated': b.broadcastTo(b.reduceSum(square, [0], true), [3, 3]),
            'joined to itself and summed': b.reduceSum(b.concat([x, x], 0), [0]),
            'added where it was picked': b.scatterAdd(at, b.gather(x, at, 0), 3),
          };
        },
        { x: noise([3, 4], 731), y: noise([4, 3], 732), at: i32([3], [2, 0, 2]) },
        summed,
      ),
    ),
};

const SIGNED = f32([2, 4], [-3, 2, -0.5, 1, 100, -100, 0.25, -7]);

const computed: Journey = {
  name: 'functions that seem to change nothing behind others',
  run: (backend) =>
    session(backend, (compile) =>
      expectDefinition(
        compile,
        (b) => {
          const x = b.input('x', 'f32', [2, 4]);
          const flags = b.input('flags', 'bool', [2, 4]);
          return {
            'argMax of −x': b.argMax(b.neg(x), 1),
            'argMax of |x|': b.argMax(b.abs(x), 1),
            'sign of |x|': b.sign(b.abs(x)),
            'largest of −x': b.reduceMax(b.neg(x), [1]),
            'least of −x': b.reduceMin(b.neg(x), [1]),
            'sum of |x|': b.reduceSum(b.abs(x), [1]),
            'softmax of −x': b.softmax(b.neg(x)),
            'whole part of −x': b.cast(b.neg(x), 'i32'),
            'floor of −x': b.floor(b.neg(x)),
            'a choice by what is not': b.select(b.not(flags), x, b.neg(x)),
            'a choice by what is': b.select(flags, x, b.neg(x)),
            'cast of what is not': b.cast(b.not(flags), 'f32'),
            'x · y / y of zero': b.div(b.mul(x, b.mul(x, 0)), b.mul(x, 0)),
            'largest and least': b.maximum(b.minimum(x, 0.5), b.neg(x)),
          };
        },
        { x: SIGNED, flags: bool([2, 4], [1, 0, 0, 1, 1, 0, 1, 0]) },
        summed,
      ),
    ),
};

const overflowing: Journey = {
  name: 'the logarithm of a power beyond all numbers',
  run: (backend) =>
    session(backend, (compile) =>
      expectDefinition(compile, (b) => ({ y: b.log(b.exp(b.mul(b.sign(b.input('x', 'f32', [2, 4])), 1000))) }), {
        x: SIGNED,
      }),
    ),
};

const held: Journey = {
  name: 'states of large whole numbers, of truth values and of fractions, to the last digit',
  run: (backend) =>
    session(backend, async (compile) => {
      const b = new GraphBuilder();
      const [n, c, x] = [b.input('n', 'i32', [6]), b.input('c', 'bool', [5]), b.input('x', 'f32', [7])];
      const state = [
        { name: 'n', node: n, next: b.sub(n, 1) },
        { name: 'c', node: c, next: b.not(c) },
        { name: 'x', node: x, next: b.neg(x) },
      ];
      const program = await compile(b.build({ outputs: { n, c, x }, state }));
      const numbers = wholeNoise([6], 733, -(2 ** 31) + 9, 2 ** 31);
      const fractions = noise([7], 734, -1e30, 1e30);
      const flags = [1, 0, 0, 1, 1];
      await program.writeState('n', tensor(numbers));
      await program.writeState('c', tensor(bool([5], flags)));
      await program.writeState('x', tensor(fractions));
      for (let run = 0; run < 3; run++) {
        const want = {
          n: i32(
            [6],
            numbers.data.map((v) => v - run),
          ),
          c: bool(
            [5],
            flags.map((v) => v ^ (run % 2)),
          ),
          x: f32(
            [7],
            fractions.data.map((v) => (run % 2 === 0 ? v : -v)),
          ),
        };
        for (const [name, value] of Object.entries(want))
          expectValue(`${name} before run ${run}`, await program.readState(name), value);
        const got = await program.run({});
        for (const [name, value] of Object.entries(want)) expectValue(`${name} in run ${run}`, got[name], value);
      }
    }),
};

const never: Journey = {
  name: 'a first run that does not commit keeps zeros',
  run: (backend) =>
    session(backend, async (compile) => {
      const b = new GraphBuilder();
      const [s, go] = [b.input('s', 'f32', [3]), b.input('go', 'bool', [])];
      const next = b.add(s, 1);
      const program = await compile(b.build({ outputs: { next }, state: [{ name: 's', node: s, next }], commit: go }));
      for (const [run, flag] of [0, 0, 1, 0, 1].entries()) {
        const before = [0, 0, 0, 1, 1][run]!;
        const { next: got } = await program.run({ go: tensor(bool([], [flag])) });
        expectValue(`next of run ${run}`, got, f32([3], [before + 1, before + 1, before + 1]));
        const kept = before + flag;
        expectValue(`the state after run ${run}`, await program.readState('s'), f32([3], [kept, kept, kept]));
      }
    }),
};

export const seeming: readonly Journey[] = [moved, computed, overflowing, held, never];

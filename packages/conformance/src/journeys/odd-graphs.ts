/** Graphs of unusual form, which planners of memory and makers of engine graphs tend to forget. */
import { GraphBuilder, type Ref } from '@bernoulli/api/ir';
import { tensor } from '../case-graph.ts';
import { bool, f32, i32 } from '../data.ts';
import { expectDefinition, expectValue, session, type Journey } from './journey.ts';

const names: Journey = {
  name: 'one node under two names, an input and a constant as outputs',
  run: (backend) =>
    session(backend, async (compile) => {
      const b = new GraphBuilder();
      const x = b.input('x', 'f32', [2]);
      const y = b.neg(x);
      const two = b.constant(Int32Array.of(1, 2));
      const program = await compile(b.build({ outputs: { 'a/b': y, 'c d': y, x, two, 'a:0': b.not(b.less(x, 0)) } }));
      const got = await program.run({ x: tensor(f32([2], [1, -2])) });
      for (const name of ['a/b', 'c d']) expectValue(name, got[name], f32([2], [-1, 2]));
      expectValue('x', got['x'], f32([2], [1, -2]));
      expectValue('two', got['two'], i32([2], [1, 2]));
      expectValue('a:0', got['a:0'], bool([2], [1, 0]));
    }),
};

const unused: Journey = {
  name: 'inputs that nothing reads, nodes that nothing needs, and no outputs',
  run: (backend) =>
    session(backend, async (compile) => {
      const b = new GraphBuilder();
      const [x, spare] = [b.input('x', 'f32', [2]), b.input('spare', 'i32', [0])];
      b.exp(x);
      b.add(spare, 1);
      const feed = { x: tensor(f32([2], [1, 2])), spare: tensor(i32([0], [])) };
      const program = await compile(b.build({ outputs: { y: b.mul(x, x) } }));
      expectValue('y', (await program.run(feed))['y'], f32([2], [1, 4]));
      const silent = await compile(b.build({ outputs: {} }));
      const got = Object.keys(await silent.run(feed));
      if (got.length > 0) throw new Error(`a graph without outputs returns ${got.join(', ')}`);
    }),
};

const constants: Journey = {
  name: 'constants alone',
  run: (backend) =>
    session(backend, async (compile) => {
      const b = new GraphBuilder();
      const grid = b.cast(b.iota([2, 3], 1), 'f32');
      const program = await compile(
        b.build({ outputs: { y: b.add(b.mul(grid, 2), b.constant(Float32Array.of(1, 2, 3))) } }),
      );
      expectValue('y', (await program.run({}))['y'], f32([2, 3], [1, 4, 7, 1, 4, 7]));
    }),
};

const reuse: Journey = {
  name: 'values that live long beside values that do not',
  run: (backend) =>
    session(backend, async (compile) => {
      // Each value is needed again at the end, in reverse: a buffer reused too early shows.
      const b = new GraphBuilder();
      const x = b.input('x', 'f32', [3]);
      const held: Ref[] = [x];
      for (let i = 1; i <= 12; i++) held.push(b.add(b.mul(held.at(-1)!, 2), i % 2 === 0 ? held.at(-1)! : held[0]!));
      const y = held.reduceRight((sum, value) => b.sub(value, sum));
      const program = await compile(b.build({ outputs: { y, middle: held[6]!, twice: b.mul(held[3]!, held[3]!) } }));
      const got = await program.run({ x: tensor(f32([3], [1, -1, 0.5])) });
      const values = [1];
      for (let i = 1; i <= 12; i++) values.push(values.at(-1)! * 2 + (i % 2 === 0 ? values.at(-1)! : 1));
      const end = values.reduceRight((sum, value) => value - sum);
      const scaled = (v: number): readonly number[] => [v, -v, v / 2];
      expectValue('y', got['y'], f32([3], scaled(end)));
      expectValue('middle', got['middle'], f32([3], scaled(values[6]!)));
      expectValue('twice', got['twice'], f32([3], [values[3]! ** 2, values[3]! ** 2, values[3]! ** 2 / 4]));
    }),
};

const deep: Journey = {
  name: 'a chain of five hundred nodes',
  run: (backend) =>
    session(backend, async (compile) => {
      const b = new GraphBuilder();
      let y = b.input('x', 'f32', [2]);
      for (let i = 0; i < 250; i++) y = b.maximum(b.add(y, 1), 0);
      const program = await compile(b.build({ outputs: { y } }));
      expectValue('y', (await program.run({ x: tensor(f32([2], [0.5, -300])) }))['y'], f32([2], [250.5, 249]));
    }),
};

const deeper: Journey = {
  name: 'a chain of six thousand nodes',
  run: (backend) =>
    session(backend, async (compile) => {
      const b = new GraphBuilder();
      let y = b.input('x', 'f32', [2]);
      const one = b.input('one', 'f32', []);
      for (let i = 0; i < 6000; i++) y = b.sub(one, y);
      const program = await compile(b.build({ outputs: { y } }));
      const feed = { x: tensor(f32([2], [0.25, -3])), one: tensor(f32([], [1])) };
      expectValue('y', (await program.run(feed))['y'], f32([2], [0.25, -3]));
    }),
};

const nothing: Journey = {
  name: 'a graph of nothing',
  run: (backend) =>
    session(backend, async (compile) => {
      const program = await compile(new GraphBuilder().build({ outputs: {} }));
      const got = Object.keys(await program.run({}));
      if (got.length > 0) throw new Error(`a graph of nothing returns ${got.join(', ')}`);
    }),
};

const empty: Journey = {
  name: 'a batch of none',
  run: (backend) =>
    session(backend, async (compile) => {
      const b = new GraphBuilder();
      const [x, w] = [b.input('x', 'f32', [0, 3]), b.input('w', 'f32', [3, 2])];
      const h = b.softmax(b.matMul(x, w));
      const program = await compile(
        b.build({ outputs: { h, total: b.reduceSum(h, [0]), wGrad: b.matMul(x, h, { transposeA: true }) } }),
      );
      const got = await program.run({ x: tensor(f32([0, 3], [])), w: tensor(f32([3, 2], [1, 2, 3, 4, 5, 6])) });
      expectValue('h', got['h'], f32([0, 2], []));
      expectValue('total', got['total'], f32([2], [0, 0]));
      expectValue('wGrad', got['wGrad'], f32([3, 2], [0, 0, 0, 0, 0, 0]));
    }),
};

const emptyDraw: Journey = {
  name: 'a draw without elements, and what is summed of it',
  run: (backend) =>
    session(backend, (compile) =>
      expectDefinition(
        compile,
        (b) => {
          const u = b.uniform(b.input('key', 'i32', [2]), [0, 4], b.input('offset', 'i32', []));
          const rows = b.scatterAdd(b.constant(new Int32Array(0)), u, 2);
          return { rows, total: b.reduceSum(u, [0]), joined: b.concat([u, b.input('x', 'f32', [1, 4])], 0) };
        },
        { key: i32([2], [1, 2]), offset: i32([], [3]), x: f32([1, 4], [1, 2, 3, 4]) },
      ),
    ),
};

export const oddGraphs: readonly Journey[] = [names, unused, constants, reuse, deep, deeper, nothing, empty, emptyDraw];

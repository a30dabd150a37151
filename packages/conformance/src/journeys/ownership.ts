/** Whose arrays they are: what is handed in is not kept, what comes out is the caller's, and runs repeat to the bit. */
import { GraphBuilder, type Graph } from '@bernoulli/api/ir';
import { tensor } from '../case-graph.ts';
import { f32, noise } from '../data.ts';
import { expectValue, session, type Journey } from './journey.ts';

function running(): Graph {
  const b = new GraphBuilder();
  const [x, s] = [b.input('x', 'f32', [4]), b.input('s', 'f32', [4])];
  const next = b.add(s, x);
  return b.build({ outputs: { next, same: x }, state: [{ name: 's', node: s, next }] });
}

const inputs: Journey = {
  name: 'the arrays handed in are not kept',
  run: (backend) =>
    session(backend, async (compile) => {
      const program = await compile(running());
      const written = tensor(f32([4], [1, 1, 1, 1]));
      await program.writeState('s', written);
      written.data.fill(99);
      const x = tensor(f32([4], [1, 2, 3, 4]));
      const { next, same } = await program.run({ x });
      x.data.fill(99);
      expectValue('an output', next, f32([4], [2, 3, 4, 5]));
      expectValue('an output that is an input', same, f32([4], [1, 2, 3, 4]));
      expectValue('the state', await program.readState('s'), f32([4], [2, 3, 4, 5]));
    }),
};

const outputs: Journey = {
  name: "the arrays that come out are the caller's",
  run: (backend) =>
    session(backend, async (compile) => {
      const program = await compile(running());
      const x = tensor(f32([4], [1, 2, 3, 4]));
      const first = await program.run({ x });
      const read = await program.readState('s');
      const second = await program.run({ x });
      expectValue('the first output after a second run', first['next'], f32([4], [1, 2, 3, 4]));
      expectValue('the state read before it', read, f32([4], [1, 2, 3, 4]));
      for (const value of [first['next'], first['same'], second['next'], second['same'], read]) value?.data.fill(99);
      expectValue('the input', x, f32([4], [1, 2, 3, 4]));
      expectValue('the state', await program.readState('s'), f32([4], [2, 4, 6, 8]));
      expectValue('a third run', (await program.run({ x }))['next'], f32([4], [3, 6, 9, 12]));
    }),
};

const repeats: Journey = {
  name: 'the same run gives the same bits',
  run: (backend) =>
    session(backend, async (compile) => {
      const b = new GraphBuilder();
      const [x, w] = [b.input('x', 'f32', [33, 65]), b.input('w', 'f32', [65, 17])];
      const y = b.softmax(b.tanh(b.matMul(x, w)));
      const graph = b.build({ outputs: { y, total: b.reduceSum(y, [0]) } });
      const feed = { x: tensor(noise([33, 65], 1)), w: tensor(noise([65, 17], 2)) };
      const [one, two] = [await compile(graph), await compile(graph)];
      const want = await one.run(feed);
      for (const [what, got] of [
        ['again', await one.run(feed)],
        ['compiled again', await two.run(feed)],
      ] as const)
        for (const [name, { dtype, shape, data }] of Object.entries(want))
          expectValue(`${name}, ${what}`, got[name], { dtype, shape, data: [...data] });
    }),
};

export const ownership: readonly Journey[] = [inputs, outputs, repeats];

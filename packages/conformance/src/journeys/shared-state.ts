/** Several programs over one state: training, predicting and checking with the same weights. */
import { GraphBuilder, type Graph } from '@bernoulli/api/ir';
import { tensor } from '../case-graph.ts';
import { f32, i32 } from '../data.ts';
import { expectFailure, expectValue, session, type Journey } from './journey.ts';

/** Adds the input to `w`, and counts in `n`. */
function adding(): Graph {
  const b = new GraphBuilder();
  const [w, n, x] = [b.input('w', 'f32', [2]), b.input('n', 'i32', []), b.input('x', 'f32', [2])];
  const state = [
    { name: 'w', node: w, next: b.add(w, x) },
    { name: 'n', node: n, next: b.add(n, 1) },
  ];
  return b.build({ outputs: {}, state });
}

/** Multiplies the input by `w`, which it only reads. `size` other than 2 does not fit {@link adding}. */
function multiplying(size = 2): Graph {
  const b = new GraphBuilder();
  const [x, w, own] = [b.input('x', 'f32', [size]), b.input('w', 'f32', [size]), b.input('own', 'f32', [])];
  const state = [
    { name: 'w', node: w, next: null },
    { name: 'own', node: own, next: b.add(own, 1) },
  ];
  return b.build({ outputs: { y: b.mul(x, w), own }, state });
}

const feed = () => ({ x: tensor(f32([2], [1, 10])) });

const shared: Journey = {
  name: 'two programs share what they name alike',
  run: (backend) =>
    session(backend, async (compile) => {
      const train = await compile(adding());
      await train.writeState('w', tensor(f32([2], [5, 5])));
      const predict = await compile(multiplying(), { shareState: train });
      expectValue('the weights as written before', (await predict.run(feed()))['y'], f32([2], [5, 50]));
      await train.run(feed());
      const { y, own } = await predict.run(feed());
      expectValue('the weights as trained', y, f32([2], [6, 150]));
      expectValue('what is not shared starts at zero, and stays', own, f32([], [1]));
      await predict.writeState('w', tensor(f32([2], [2, 2])));
      expectValue('written through the other', await train.readState('w'), f32([2], [2, 2]));
      expectValue("the other's own counter", await train.readState('n'), i32([], [1]));
    }),
};

const separate: Journey = {
  name: 'programs share nothing unless asked',
  run: (backend) =>
    session(backend, async (compile) => {
      const [one, two] = [await compile(adding()), await compile(adding())];
      await one.run(feed());
      expectValue('the first', await one.readState('w'), f32([2], [1, 10]));
      expectValue('the second', await two.readState('w'), f32([2], [0, 0]));
    }),
};

const survives: Journey = {
  name: 'shared state outlives the program that made it',
  run: (backend) =>
    session(backend, async (compile) => {
      const train = await compile(adding());
      const predict = await compile(multiplying(), { shareState: train });
      await train.run(feed());
      await train.dispose();
      expectValue('after the maker is gone', (await predict.run(feed()))['y'], f32([2], [1, 100]));
      const again = await compile(adding(), { shareState: predict });
      await predict.dispose();
      await again.run(feed());
      expectValue('handed on once more', await again.readState('w'), f32([2], [2, 20]));
      expectValue('what the first alone held is new', await again.readState('n'), i32([], [1]));
    }),
};

const unlike: Journey = {
  name: 'a shared name of another shape is an error',
  run: (backend) =>
    session(backend, async (compile) => {
      const train = await compile(adding());
      await expectFailure('another shape under one name', 'GRAPH', () =>
        compile(multiplying(3), { shareState: train }),
      );
      await train.run(feed());
      expectValue('the state after the refusal', await train.readState('w'), f32([2], [1, 10]));
    }),
};

const alike: Journey = {
  name: 'a shared name of another dtype is an error',
  run: (backend) =>
    session(backend, async (compile) => {
      const train = await compile(adding());
      const b = new GraphBuilder();
      const w = b.input('w', 'i32', [2]);
      const whole = b.build({ outputs: { w }, state: [{ name: 'w', node: w, next: null }] });
      await expectFailure('another dtype under one name', 'GRAPH', () => compile(whole, { shareState: train }));
      await train.run(feed());
      expectValue('the state after the refusal', await train.readState('w'), f32([2], [1, 10]));
    }),
};

const handedOn: Journey = {
  name: 'what a sharer holds alone is shared with whom it shares, and its end is its own',
  run: (backend) =>
    session(backend, async (compile) => {
      const train = await compile(adding());
      const predict = await compile(multiplying(), { shareState: train });
      const watch = await compile(multiplying(), { shareState: predict });
      await predict.run(feed());
      await watch.run(feed());
      expectValue('the counter of two', await predict.readState('own'), f32([], [2]));
      await watch.dispose();
      await predict.run(feed());
      expectValue('the counter of one', await predict.readState('own'), f32([], [3]));
      await predict.dispose();
      await train.run(feed());
      expectValue('the weights of who began', await train.readState('w'), f32([2], [1, 10]));
    }),
};

export const sharedState: readonly Journey[] = [shared, separate, survives, unlike, alike, handedOn];

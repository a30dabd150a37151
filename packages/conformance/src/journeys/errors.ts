/** Bad input gets a BernoulliError with the right code, and does no harm. */
import { BATCH, GraphBuilder, type Graph, type TensorData } from '@bernoulli/api/ir';
import { tensor } from '../case-graph.ts';
import { f32, i32 } from '../data.ts';
import { expectFailure, expectValue, session, type Journey } from './journey.ts';

function counting(): Graph {
  const b = new GraphBuilder();
  const [x, s] = [b.input('x', 'f32', [2]), b.input('s', 'f32', [2])];
  return b.build({ outputs: { y: b.neg(x) }, state: [{ name: 's', node: s, next: b.add(s, x) }] });
}

const good = () => tensor(f32([2], [1, 2]));

const inputs: Journey = {
  name: 'bad inputs are refused, and change nothing',
  run: (backend) =>
    session(backend, async (compile) => {
      const program = await compile(counting());
      await program.run({ x: good() });
      await expectFailure('a missing input', 'NAME', () => program.run({}));
      await expectFailure('a wrong shape', 'SHAPE', () => program.run({ x: tensor(f32([1, 2], [1, 2])) }));
      await expectFailure('a wrong dtype', 'DTYPE', () => program.run({ x: tensor(i32([2], [1, 2])) }));
      const short: TensorData = { dtype: 'f32', shape: [2], data: Float32Array.of(1) };
      await expectFailure('too few elements', 'SHAPE', () => program.run({ x: short }));
      const unlike: TensorData = { dtype: 'f32', shape: [2], data: Int32Array.of(1, 2) };
      await expectFailure('an array of another dtype', 'DTYPE', () => program.run({ x: unlike }));
      expectValue('the state after the refusals', await program.readState('s'), f32([2], [1, 2]));
      expectValue('a good run after them', (await program.run({ x: good() }))['y'], f32([2], [-1, -2]));
    }),
};

const state: Journey = {
  name: 'bad state is refused, and changes nothing',
  run: (backend) =>
    session(backend, async (compile) => {
      const program = await compile(counting());
      await program.writeState('s', good());
      await expectFailure('reading an unknown name', 'NAME', () => program.readState('none'));
      await expectFailure('writing an unknown name', 'NAME', () => program.writeState('none', good()));
      await expectFailure('writing an input', 'NAME', () => program.writeState('x', good()));
      await expectFailure('writing a wrong shape', 'SHAPE', () => program.writeState('s', tensor(f32([3], [1, 2, 3]))));
      await expectFailure('writing a wrong dtype', 'DTYPE', () => program.writeState('s', tensor(i32([2], [1, 2]))));
      expectValue('the state after the refusals', await program.readState('s'), f32([2], [1, 2]));
    }),
};

const disposed: Journey = {
  name: 'nothing works after dispose, but dispose itself',
  run: (backend) =>
    session(backend, async (compile) => {
      const program = await compile(counting());
      await program.run({ x: good() });
      await program.dispose();
      await program.dispose();
      await expectFailure('run', 'STATE', () => program.run({ x: good() }));
      await expectFailure('readState', 'STATE', () => program.readState('s'));
      await expectFailure('writeState', 'STATE', () => program.writeState('s', good()));
      await expectFailure('sharing it', 'STATE', () => compile(counting(), { shareState: program }));
    }),
};

const graphs: Journey = {
  name: 'graphs that cannot run are refused',
  run: (backend) =>
    session(backend, async (compile) => {
      const b = new GraphBuilder();
      const symbolic = b.build({ outputs: { y: b.neg(b.input('x', 'f32', [BATCH, 2])) } });
      await expectFailure('an unknown size', 'GRAPH', () => compile(symbolic));
      const sound = counting();
      const outputs = Object.freeze([Object.freeze({ name: 'y', node: sound.nodes.length })]);
      const unsound = Object.freeze({ ...sound, outputs });
      await expectFailure('an output that is no node', 'GRAPH', () => compile(unsound));
    }),
};

export const errors: readonly Journey[] = [inputs, state, disposed, graphs];

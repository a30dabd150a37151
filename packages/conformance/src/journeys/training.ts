/** Whole training runs: forward, dropout, backward and Adam, step after step, against losses computed elsewhere. */
import type { Backend, Executable } from '@bernoulli/api/ir';
import type { CaseArray } from '../case.ts';
import { tensor } from '../case-graph.ts';
import { bool, f32, i32, noise, wholeNoise } from '../data.ts';
import { expectNear, expectValue, session, type Journey } from './journey.ts';
import { trainingStep } from './mlp.ts';
import {
  bias1After,
  bias2After,
  kept,
  kernel1,
  kernel2,
  kernel2After,
  labels,
  losses,
  rows,
} from './simple-net-data.ts';

/** The rows of batch `step` when `data` holds batches of `batch` rows one after the other. */
function batchOf(data: CaseArray, step: number, batch: number): CaseArray {
  const row = data.shape.slice(1).reduce((n, size) => n * size, 1);
  const from = step * batch * row;
  return { dtype: data.dtype, shape: [batch, ...data.shape.slice(1)], data: data.data.slice(from, from + batch * row) };
}

const simpleNet: Journey = {
  name: 'ten steps of SimpleNet with given masks',
  run: (backend) =>
    session(backend, async (compile) => {
      const sizes = { batch: 8, inputs: 20, hidden: 64, classes: 10, learningRate: 0.01 };
      const program = await compile(trainingStep(sizes, 0.5, (b, shape) => b.input('mask', 'bool', shape)));
      await program.writeState('kernel1', tensor(f32([20, 64], kernel1)));
      await program.writeState('kernel2', tensor(f32([64, 10], kernel2)));
      const [x, y] = [f32([80, 20], rows), i32([80], labels)];
      const bits = kept.flatMap((row) =>
        [...row].flatMap((digit) => [8, 4, 2, 1].map((bit) => (Number.parseInt(digit, 16) & bit ? 1 : 0))),
      );
      const masks = bool([80, 64], bits);
      for (let step = 0; step < losses.length; step++) {
        const [xs, ys, mask] = [x, y, masks].map((data) => tensor(batchOf(data, step, 8)));
        const { loss } = await program.run({ x: xs!, labels: ys!, mask: mask! });
        expectNear(`the loss of step ${step}`, loss, f32([], [losses[step]!]), 1e-5);
      }
      // Errors feed back through Adam, which blows up tiny gradients: hence ten times the tolerance for what it updates.
      expectNear('bias1', await program.readState('bias1'), f32([64], bias1After), 1e-4);
      expectNear('bias2', await program.readState('bias2'), f32([10], bias2After), 1e-4);
      expectNear('kernel2', await program.readState('kernel2'), f32([64, 10], kernel2After), 1e-4);
    }),
};

/** By a program of its own in double precision, Threefry and gradients included. */
const KEYED_LOSSES = [
  1.4579690913473258, 0.8318006932619157, 1.7085292714993396, 1.0675332378241629, 0.8319059587339922,
  1.3136885817819726, 1.1459978076425694, 1.4604812331252026, 1.256439812924931, 1.6945961789294832, 1.7632297204502543,
  1.5241706442778968,
];

const STEPS = KEYED_LOSSES.length;

/** A run whose masks are drawn in the graph: key [7, step], dropout 0.4. Returns the losses and the last weights. */
async function keyedRun(program: Executable): Promise<{ losses: number[]; weights: CaseArray }> {
  await program.writeState('kernel1', tensor(noise([5, 16], 101, -0.7, 0.7)));
  await program.writeState('kernel2', tensor(noise([16, 3], 102, -0.6, 0.6)));
  const x = noise([12 * STEPS, 5], 103);
  const y = wholeNoise([12 * STEPS], 104, 0, 3);
  const found: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const inputs = {
      x: tensor(batchOf(x, step, 12)),
      labels: tensor(batchOf(y, step, 12)),
      key: tensor(i32([2], [7, step])),
    };
    found.push((await program.run(inputs))['loss']!.data[0]!);
  }
  const { dtype, shape, data } = await program.readState('kernel1');
  return { losses: found, weights: { dtype, shape, data: [...data] } };
}

const keyed: Journey = {
  name: 'a run with masks from keys, twice',
  run: (backend: Backend) =>
    session(backend, async (compile) => {
      const sizes = { batch: 12, inputs: 5, hidden: 16, classes: 3, learningRate: 0.02 };
      const graph = trainingStep(sizes, 0.4, (b, shape) => b.less(b.uniform(b.input('key', 'i32', [2]), shape), 0.6));
      const first = await keyedRun(await compile(graph));
      first.losses.forEach((loss, step) => {
        const got = { dtype: 'f32', shape: [], data: Float32Array.of(loss) } as const;
        expectNear(`the loss of step ${step}`, got, f32([], [KEYED_LOSSES[step]!]), step < 10 ? 1e-5 : 1e-4);
      });
      const again = await keyedRun(await compile(graph));
      expectValue('the losses of the same run again', tensor(f32([STEPS], again.losses)), f32([STEPS], first.losses));
      expectValue('its weights', tensor(again.weights), first.weights);
    }),
};

export const training: readonly Journey[] = [simpleNet, keyed];

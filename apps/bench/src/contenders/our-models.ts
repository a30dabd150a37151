/** Training and predicting as a user of the library does: `fit` and `predict`. */
import { Dense, Dropout, sequential, type Backend, type Callback, type Sequential } from '@bernoulli/api';
import { readMnistTest } from '../mnist.ts';
import { fewSteps, makeData, type Network } from '../networks.ts';
import type { Ready } from '../process/timing.ts';
import type { Learn } from '../work.ts';

type Pass = Pick<Ready, 'units' | 'fresh' | 'pass'>;

/** A model of the network, compiled for training. */
export function modelOf({ sizes, sharedMasks, rate }: Network, backend: Backend, seed = 1): Sequential {
  const model = sequential([
    ...sizes
      .slice(1, -1)
      .flatMap((units) => [
        new Dense({ units, activation: 'relu' }),
        new Dropout(sharedMasks ? { rate, noiseShape: [1, units] } : { rate }),
      ]),
    new Dense({ units: sizes.at(-1)!, activation: 'softmax' }),
  ]);
  model.compile({
    optimizer: 'adam',
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
    seed,
    backend,
  });
  return model;
}

export async function trains(network: Network, backend: Backend): Promise<Pass> {
  const model = modelOf(network, backend);
  const { sizes, batchSize } = network;
  const steps = backend.name.startsWith('tfjs') ? fewSteps(network) : network.steps;
  const { x, y, rows } = makeData(network, steps);
  const data = { data: x, shape: [rows, sizes[0]!] };
  return { units: steps, pass: () => model.fit(data, y, { epochs: 1, batchSize, verbose: 0 }) };
}

/** Trains from nothing, with another seed each time, until the target is met at the end of an epoch. */
export async function learns({ network, target, epochs }: Learn, backend: Backend): Promise<Pass> {
  const { sizes, batchSize, steps, mnist } = network;
  const features = sizes[0]!;
  const { x, y, rows } = makeData(network, steps);
  const test = readMnistTest(mnist!);
  const validationData = [{ data: test.x, shape: [test.y.length, features] }, test.y] as const;
  let seed = 0;
  const pass = async (): Promise<void> => {
    const model = modelOf(network, backend, ++seed);
    let best = 0;
    const untilMet: Callback = {
      onEpochEnd(_, { valAccuracy }, context) {
        best = Math.max(best, valAccuracy!);
        if (best >= target) context.stop();
      },
    };
    const data = { data: x, shape: [rows, features] };
    await model.fit(data, y, { epochs, batchSize, validationData, callbacks: [untilMet], verbose: 0 });
    await model.dispose();
    if (best < target) throw new Error(`${epochs} epochs came to ${best} of the test rows`);
  };
  return { units: 1, fresh: true, pass };
}

export async function predicts(network: Network, rows: number, backend: Backend): Promise<Pass> {
  const model = modelOf(network, backend);
  const features = network.sizes[0]!;
  const { x } = makeData({ ...network, batchSize: rows }, 1);
  return { units: rows, pass: () => model.predict({ data: x, shape: [rows, features] }) };
}

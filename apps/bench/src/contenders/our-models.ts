/** Training and predicting as a user of the library does: `fit` and `predict`. */
import { Dense, Dropout, sequential, type Backend, type Sequential } from '@bernoulli/api';
import { fewSteps, makeData, type Network } from '../networks.ts';
import type { Ready } from '../process/timing.ts';

type Pass = Pick<Ready, 'units' | 'pass'>;

/** A model of the network, compiled for training. */
export function modelOf({ sizes, sharedMasks, rate }: Network, backend: Backend): Sequential {
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
    seed: 1,
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

export async function predicts(network: Network, rows: number, backend: Backend): Promise<Pass> {
  const model = modelOf(network, backend);
  const features = network.sizes[0]!;
  const { x } = makeData({ ...network, batchSize: rows }, 1);
  return { units: rows, pass: () => model.predict({ data: x, shape: [rows, features] }) };
}

/** LeNet-300-100 twice: as it is, and with connections that learn how much noise they bear, most of which go. */
import {
  Adam,
  Dense,
  findBackend,
  schedules,
  sequential,
  VariationalDropout,
  type Sequential,
  type Verbosity,
} from '@bernoulli/api';
import { loadDigits } from './data/digits.ts';
import type { DataSet } from './data/examples.ts';
import { loadMnist } from './data/mnist.ts';
import { outputTo, type Output } from './run/output.ts';
import { readOptions, runAsProgram } from './run/program.ts';

export interface PruneOptions {
  readonly output?: Output;
  /** Directory with MNIST's files. Default: the digits that come with the examples. */
  readonly data?: string | undefined;
  readonly backend?: string | undefined;
  readonly epochs?: number | undefined;
  /** What connections pay for what they know, in percent of the published price, 1 / rows. Default 100. */
  readonly price?: number | undefined;
  /** Default 1. */
  readonly seed?: number | undefined;
  readonly verbose?: Verbosity;
}

/** What comes of it. */
export interface Pruning {
  readonly dense: number;
  readonly sparse: number;
  /** The share of connections that is left out. */
  readonly share: number;
}

const units = [300, 100, 10] as const;
/** Steps of an epoch, however many rows there are. */
const stepsPerEpoch = 120;
const activationOf = (i: number): 'relu' | 'softmax' => (i === units.length - 1 ? 'softmax' : 'relu');

export async function prune(options: PruneOptions = {}): Promise<Pruning> {
  const {
    output = outputTo(),
    data: dir,
    backend: name,
    epochs = 40,
    price = 100,
    seed = 1,
    verbose = 'auto',
  } = options;
  const data = dir === undefined ? loadDigits() : await loadMnist({ dir });
  const rows = data.train.y.length;
  const batchSize = Math.ceil(rows / stepsPerEpoch);
  const steps = stepsPerEpoch * epochs;
  output.print(
    `LeNet-300-100 on ${rows} digits, tested on ${data.test.y.length} others; epochs ${epochs}, seed ${seed}`,
  );

  const train = async (model: Sequential): Promise<number> => {
    const learningRate = schedules.linear({ from: 0.003, to: 0.0001, steps });
    model.compile({
      optimizer: new Adam({ learningRate }),
      loss: 'sparseCategoricalCrossentropy',
      metrics: ['accuracy'],
      seed,
      backend: await findBackend(name),
    });
    await model.fit(data.train.x, data.train.y, { epochs, batchSize, verbose });
    return testAccuracy(model, data);
  };

  const plain = sequential(
    units.map((n, i) => new Dense({ units: n, activation: activationOf(i) })),
    { name: 'plain' },
  );
  const dense = await train(plain);
  await plain.dispose();

  // The price of connections grows in the first half, when they have learned something.
  const klWeight = schedules.linear({ from: 0, to: price / 100 / rows, steps: Math.ceil(steps / 2) });
  const layers = units.map(
    (n, i) => new VariationalDropout({ units: n, activation: activationOf(i), klWeight, initialLogVariance: -8 }),
  );
  const model = sequential(layers, { name: 'sparse' });
  const sparse = await train(model);
  const share = await report(model, layers, output);
  await model.dispose();

  output.print(
    `Test accuracy: ${percent(dense)} with all connections, ${percent(sparse)} without ${percent(share)} of them`,
  );
  return { dense, sparse, share };
}

/** Prints what is left of each layer, and gives the share that is not. */
async function report(model: Sequential, layers: readonly VariationalDropout[], output: Output): Promise<number> {
  const weights = await model.getWeights({ as: 'list' });
  let [all, gone] = [0, 0];
  layers.forEach((layer, i) => {
    // Kernel, bias, logarithms of variances.
    const [kernel, , logVariance] = weights.slice(3 * i, 3 * i + 3);
    const { mask, count } = layer.pruned(kernel!, logVariance!);
    all += mask.length;
    gone += count;
    output.print(`  layer ${i + 1}: ${mask.length - count} of ${mask.length} connections are left`);
  });
  return gone / all;
}

async function testAccuracy(model: Sequential, { test }: DataSet): Promise<number> {
  return (await model.evaluate(test.x, test.y, { batchSize: 1000 }))['accuracy']!;
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(2)} %`;
}

await runAsProgram(import.meta.url, () =>
  prune(readOptions({ data: 'DIR', backend: 'NAME', epochs: 'N', price: 'N', seed: 'N' })),
);

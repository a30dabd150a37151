/** A network trained with several seeds on one data set: how well it does, and how long it takes. */
import { Adam, findBackend, type Model, type Optimizer, type Verbosity } from '@bernoulli/api';
import type { DataSet } from '../data/examples.ts';
import type { Output } from './output.ts';
import { SimpleNet } from './simple-net.ts';
import { spreadOf } from './spread.ts';

export interface SeedsOptions {
  readonly data: DataSet;
  readonly output: Output;
  readonly backend: string | undefined;
  readonly seeds: number;
  readonly epochs: number;
  readonly verbose?: Verbosity;
  /** Default: SimpleNet. */
  readonly make?: () => Model;
  /** For so many steps. Default: Adam with its default rate. */
  readonly optimizer?: (steps: number) => Optimizer;
}

const batchSize = 32;

/** Test accuracy for each of the seeds 1, 2, …, with batches of 32. */
export async function accuracyOverSeeds(options: SeedsOptions): Promise<number[]> {
  const { data, output, backend: name, seeds, epochs, verbose = 'auto', make = () => new SimpleNet() } = options;
  const { optimizer = () => new Adam() } = options;
  const { train, test } = data;
  const backend = await findBackend(name);
  output.print(
    `${make().className} on ${train.y.length} digits, tested on ${test.y.length}; epochs ${epochs}, batch ${batchSize}, backend ${backend.name}`,
  );
  const accuracies: number[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const model = make();
    model.compile({
      optimizer: optimizer(epochs * Math.ceil(train.y.length / batchSize)),
      loss: 'sparseCategoricalCrossentropy',
      metrics: ['accuracy'],
      seed,
      backend,
    });
    const started = performance.now();
    await model.fit(train.x, train.y, { epochs, batchSize, verbose });
    const seconds = (performance.now() - started) / 1000 / epochs;
    const { accuracy } = await model.evaluate(test.x, test.y);
    await model.dispose();
    accuracies.push(accuracy!);
    output.print(
      `seed ${seed}: test accuracy ${(100 * accuracy!).toFixed(2)} % (${seconds.toPrecision(2)} s per epoch)`,
    );
  }
  const { mean, sd } = spreadOf(accuracies);
  if (seeds > 1)
    output.print(`mean of ${seeds}: ${(100 * mean).toFixed(2)} %, standard deviation ${(100 * sd).toFixed(2)}`);
  return accuracies;
}

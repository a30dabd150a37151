/** Variants of a model, each trained with several seeds, side by side. */
import { type Backend, type Callback, type Model } from '@bernoulli/api';
import type { Line } from '@bernoulli/charts';
import type { DataSet, Examples } from '../data/examples.ts';
import type { Output } from './output.ts';
import { percent, points, spreadOf } from './spread.ts';

export interface Variant {
  readonly name: string;
  /** A fresh model. Models with the same paths and shapes start from the same weights when their seed is the same. */
  readonly model: () => Model;
  readonly callbacks?: () => readonly Callback[];
}

export interface Study {
  /** How many seeds: 1, 2, … */
  readonly seeds: number;
  readonly epochs: number;
  /** Default 32. */
  readonly batchSize?: number;
  readonly backend: Backend;
  /** What a seed trains and is tested on. `validation` is judged after every epoch; without it, that is the test set. */
  readonly data: (seed: number) => DataSet & { readonly validation?: Examples };
}

/** Accuracies of a variant, one element per seed. */
export interface Result {
  readonly name: string;
  /** On the training data, without noise, when training is over. */
  readonly train: readonly number[];
  /** On the test data, when training is over. */
  readonly test: readonly number[];
  /** On the validation data, epoch by epoch. */
  readonly curves: readonly (readonly number[])[];
}

/** Trains a variant once per seed. */
export async function runVariant(
  { name, model: make, callbacks }: Variant,
  study: Study,
  output: Output,
): Promise<Result> {
  const { seeds, epochs, batchSize = 32, backend, data } = study;
  const result = { name, train: [] as number[], test: [] as number[], curves: [] as number[][] };
  for (let seed = 1; seed <= seeds; seed++) {
    output.progress(`${name}, seed ${seed}`, seed - 1, seeds);
    const { train, test, validation = test } = data(seed);
    const model = make();
    model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'], seed, backend });
    const { history } = await model.fit(train.x, train.y, {
      epochs,
      batchSize,
      validationData: [validation.x, validation.y],
      callbacks: callbacks?.() ?? [],
      verbose: 0,
    });
    result.curves.push(history['valAccuracy']!);
    result.train.push((await model.evaluate(train.x, train.y))['accuracy']!);
    result.test.push((await model.evaluate(test.x, test.y))['accuracy']!);
    await model.dispose();
  }
  return result;
}

/** Trains all variants and prints a table, a row as soon as it is known. Differences are between runs of the same seed. */
export async function runStudy(variants: readonly Variant[], study: Study, output: Output): Promise<Result[]> {
  const width = Math.max(...variants.map(({ name }) => name.length));
  const row = (...[first, ...others]: string[]): string =>
    [first!.padEnd(width), ...others.map((cell) => cell.padStart(18))].join('').trimEnd();
  output.print(row('', 'training', 'test', `test, against`));
  output.print(row('', 'accuracy', 'accuracy', `the first line`));
  const results: Result[] = [];
  for (const variant of variants) {
    const result = await runVariant(variant, study, output);
    results.push(result);
    const against = results.length === 1 ? '' : points(spreadOf(difference(result, results[0]!)));
    output.print(row(result.name, percent(spreadOf(result.train)), percent(spreadOf(result.test)), against));
  }
  return results;
}

/** Test accuracy of one variant above that of another, seed by seed. */
export function difference(a: Result, b: Result): number[] {
  return a.test.map((accuracy, i) => accuracy - b.test[i]!);
}

/** The mean curve of a variant with the standard deviation around it. Runs that stopped early are shown as far as all of them went. */
export function curveOf({ name, curves }: Result): Line {
  const epochs = Math.min(...curves.map((curve) => curve.length));
  const spreads = Array.from({ length: epochs }, (_, epoch) => spreadOf(curves.map((curve) => curve[epoch]!)));
  return {
    name,
    points: spreads.map(({ mean }, epoch) => [epoch + 1, mean]),
    band: spreads.map(({ mean, sd }) => [mean - sd, mean + sd]),
  };
}

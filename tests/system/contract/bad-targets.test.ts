/** Losses, metrics, labels and weights that fit no output are refused: one error, which says what and where. */
import { Dense, Model, sequential, type CompileConfig, type FitOptions, type Tensor } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { bits } from '../nets.ts';
import { backendOf, waves } from './laws.ts';

const x = waves(6, 3);
const y = waves(6, 1);
const labels = [0, 1, 0, 1, 0, 1];

class Two extends Model {
  readonly a = new Dense({ units: 1 });
  readonly b = new Dense({ units: 1 });
  call(x: Tensor): { a: Tensor; b: Tensor } {
    return { a: this.a.apply(x), b: this.b.apply(x) };
  }
}

function two(config: CompileConfig): Two {
  const model = new Two();
  model.compile({ optimizer: 'sgd', seed: 1, backend: backendOf('cpu'), ...config });
  return model;
}

const mse = 'meanSquaredError';

describe('losses and metrics of outputs', () => {
  it.each<[string, CompileConfig, RegExp]>([
    ['two losses for one output', { loss: [mse, mse] as never }, /there is one loss for each output/],
    ['two losses for a named output', { loss: { a: [mse, mse] as never, b: mse } }, /at a: there is one loss for each/],
    ['an output without a loss', { loss: { a: mse } }, /at b: the output has no loss.*or null/],
    ['no loss at all', { loss: { a: null, b: null } }, /some output needs a loss/],
    ['a loss for no output', { loss: { a: mse, b: mse, c: mse } }, /does not have. Received c.*There are a, b/],
    ['a share for no output', { loss: mse, lossWeights: { c: 1 } }, /lossWeights names an output.*Received c/],
    ['a share that is NaN', { loss: mse, lossWeights: { a: NaN } }, /at a: the weight of a loss must be a finite/],
    ['metrics for no output', { loss: mse, metrics: { c: [mse] } }, /metrics names an output.*Received c/],
    ['metrics without a loss', { loss: { a: mse, b: null }, metrics: { b: [mse] } }, /at b: metrics need a loss/],
    [
      'a loss that is no number',
      { loss: { a: { className: 'MeanSquaredError', config: { reduction: 'none' } }, b: mse } },
      /at a: the loss must be one number/,
    ],
  ])('%s', async (_, config, message) => {
    await expect((async () => two(config).fit(x, { a: y, b: y }, { verbose: 0 }))()).rejects.toThrow(message);
  });

  it.each<[string, unknown, RegExp]>([
    ['one array for two outputs', y, /y must hold labels for each output by its name: \{ a, b \}/],
    ['labels that are missing', { a: y }, /y\.b is missing/],
    ['labels for no output', { a: y, b: y, c: y }, /labels for c, which is no output with a loss/],
    ['labels with too few rows', { a: y, b: y.slice(1) }, /x has 6 rows, y\.b has 5/],
  ])('%s', async (_, given, message) => {
    await expect(two({ loss: mse }).fit(x, given as never, { verbose: 0 })).rejects.toThrow(message);
  });
});

describe('weights of samples and classes', () => {
  const classifier = (): Model => {
    const model = sequential([new Dense({ units: 2, activation: 'softmax' })]);
    model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy', seed: 1, backend: backendOf('cpu') });
    model.buildFor([3]);
    return model;
  };

  it.each<[string, FitOptions, RegExp]>([
    ['too few', { sampleWeight: [1, 1] }, /x has 6 rows, sampleWeight has 2/],
    ['negative', { sampleWeight: [1, 1, 1, -1, 1, 1] }, /weight -1 at row 3 of sampleWeight: must be a finite number/],
    ['NaN', { sampleWeight: [1, NaN, 1, 1, 1, 1] }, /weight NaN at row 1 of sampleWeight/],
    ['infinite', { sampleWeight: [Infinity, 1, 1, 1, 1, 1] }, /weight Infinity at row 0 of sampleWeight/],
    ['of another shape', { sampleWeight: waves(6, 2).map((row) => row.map(Math.abs)) }, /one number per row/],
    ['for no output', { sampleWeight: { c: [1, 1, 1, 1, 1, 1] } }, /weights for c, which is no output with a loss/],
    [
      'of both kinds',
      { sampleWeight: [1, 1, 1, 1, 1, 1], classWeight: { 0: 1 } },
      /sampleWeight or classWeight, not both/,
    ],
    ['of a class that is negative', { classWeight: { 1: -1 } }, /the weight of class 1 must be a finite number/],
    ['of a class that is NaN', { classWeight: { 1: NaN } }, /the weight of class 1 must be a finite number/],
    [
      'of a class that is not there',
      { classWeight: { 2: 1 } },
      /classes in classWeight must be from 0 to 1. Received 2/,
    ],
    ['of a class without a number', { classWeight: { cat: 1 } as never }, /by class numbers, from 0 up. Received cat/],
  ])('%s', async (_, options, message) => {
    const model = classifier();
    const before = bits(await model.getWeights());
    await expect(model.fit(x, labels, { ...options, verbose: 0 })).rejects.toThrow(message);
    expect(bits(await model.getWeights())).toEqual(before);
    await model.fit(x, labels, { verbose: 0 });
  });

  it('of classes for several outputs', async () => {
    const run = two({ loss: mse }).fit(x, { a: y, b: y }, { classWeight: { 0: 1 }, verbose: 0 });
    await expect(run).rejects.toThrow(/classWeight is for models with one output/);
  });

  it('of the classes of the output that has a loss', async () => {
    class Beside extends Model {
      readonly a = new Dense({ units: 3 });
      readonly b = new Dense({ units: 2 });
      call(x: Tensor): { a: Tensor; b: Tensor } {
        return { a: this.a.apply(x), b: this.b.apply(x) };
      }
    }
    const model = new Beside();
    const loss = { a: null, b: { className: 'SparseCategoricalCrossentropy', config: { fromLogits: true } } };
    model.compile({ optimizer: 'sgd', seed: 1, backend: backendOf('cpu'), loss });
    const fit = (classWeight: Record<number, number>) => model.fit(x, { b: labels }, { classWeight, verbose: 0 });
    await expect(fit({ 2: 1 })).rejects.toThrow(/from 0 to 1. Received 2/);
    await fit({ 1: 2 });
  });
});

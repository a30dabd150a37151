/** All thinned networks of small ones: their law, what stands in for them, and what dropout of a linear regression comes to. */
import {
  Dense,
  Dropout,
  enumerateThinned,
  exactMoments,
  fastDropout,
  FastDropout,
  sampledMoments,
  sequential,
  SGD,
  weightScaling,
  type ThinnedLayer,
} from '@bernoulli/api';
import { interpreter } from '@bernoulli/api/ir/interpret';
import { describe, expect, it } from 'vitest';
import { alone, expectMoments } from './alone.ts';
import { SIGMAS } from './statistics.ts';

/** Numbers without a pattern. */
const numbers = (rows: number, columns: number, phase = 0): number[][] =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => Math.sin(3 * i + 7 * j + phase)));

const x = [1, -2, 0.5, 3, -1, 0.25];
/** On the grid of what is drawn. */
const rate = 0.375;

/** Six inputs and four hidden units, of which each may go: 1,024 thinned networks. */
const networkOf = (activation: 'linear' | 'relu' | 'sigmoid' | 'tanh'): ThinnedLayer[] => [
  { kernel: numbers(6, 4), bias: [0.1, -0.2, 0.3, 0], activation, rate },
  { kernel: numbers(4, 2, 1), bias: [0.5, -0.5], rate: [0.1, 0.2, 0.5, 0.6] },
];
const activations = ['linear', 'relu', 'sigmoid', 'tanh'] as const;

describe.each(activations)('thinned networks with %s units', (activation) => {
  const layers = networkOf(activation);
  const truth = exactMoments(layers, x);

  it('are all there are, each as likely as its masks', () => {
    const networks = enumerateThinned(layers, x);
    expect(networks).toHaveLength(2 ** 10);
    expect(networks.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
    const all = networks.find(({ masks }) => masks.every((mask) => mask.every((m) => m === 1)))!;
    expect(all.probability).toBeCloseTo(0.625 ** 6 * 0.9 * 0.8 * 0.5 * 0.4, 6);
  });

  it('are what a model samples', async () => {
    const model = sequential(
      [
        new Dropout({ rate }),
        new Dense({ units: 4, activation }),
        new Dropout({ rate: layers[1]!.rate! }),
        new Dense({ units: 2 }),
      ],
      { name: 'net' },
    );
    model.compile({ seed: 2, backend: interpreter() });
    model.buildFor([6]);
    await model.setWeights(layers.flatMap(({ kernel, bias }) => [kernel, bias!]));
    await expectMoments(model, x, truth.mean, truth.variance);
    const predicted = (await model.predict([x])).data;
    weightScaling(layers, x).forEach((value, i) => expect(predicted[i]).toBeCloseTo(value, 5));
  });

  it('are met by more samples', () => {
    for (const samples of [100, 2000]) {
      const { mean } = sampledMoments(layers, x, { samples, seed: 3 });
      mean.forEach((value, i) =>
        expect(Math.abs(value - truth.mean[i]!)).toBeLessThan(SIGMAS * Math.sqrt(truth.variance[i]! / samples)),
      );
    }
    expect(sampledMoments(layers, x, { seed: 3 })).toEqual(sampledMoments(layers, x, { seed: 3 }));
  });

  it('are nearly what fast dropout says, and nearer than weight scaling', () => {
    const fast = fastDropout(layers, x);
    /** The mean square of how far means are off, over some rows. */
    const off = (of: (row: readonly number[]) => readonly number[]): number =>
      numbers(12, 6, 2).reduce((sum, row) => {
        const { mean } = exactMoments(layers, row);
        return sum + of(row).reduce((squares, value, i) => squares + (value - mean[i]!) ** 2, 0);
      }, 0) / 24;
    const [passed, scaled] = [off((row) => fastDropout(layers, row).mean), off((row) => weightScaling(layers, row))];
    if (activation === 'linear') expect(Math.max(passed, scaled)).toBeLessThan(1e-12);
    else expect(passed).toBeLessThan(0.2 * scaled);
    // Hidden units share their inputs, which fast dropout does not see.
    fast.variance.forEach((value, i) => expect(Math.abs(Math.log(value / truth.variance[i]!))).toBeLessThan(0.8));
  });
});

describe('fast dropout', () => {
  it('is exact for one linear layer', () => {
    const layers: ThinnedLayer[] = [{ kernel: numbers(6, 3), rate: [0.1, 0.2, 0.3, 0.4, 0.5, 0] }];
    const [fast, truth] = [fastDropout(layers, x), exactMoments(layers, x)];
    for (const moment of ['mean', 'variance'] as const)
      fast[moment].forEach((value, i) => expect(value).toBeCloseTo(truth[moment][i]!, 10));
  });

  it('knows what a rectifier makes of a normal number', () => {
    // A rectified normal number of mean 0 and variance 1: 1/√(2π) and ½ − 1/(2π).
    const one = fastDropout([{ kernel: [[1]], bias: [-1], rate: 0.5, activation: 'relu' }], [1]);
    expect(one.mean[0]).toBeCloseTo(1 / Math.sqrt(2 * Math.PI), 6);
    expect(one.variance[0]).toBeCloseTo(0.5 - 1 / (2 * Math.PI), 6);
    // Without noise it is the rectifier.
    expect(fastDropout([{ kernel: [[1]], activation: 'relu' }], [-2])).toEqual({ mean: [0], variance: [0] });
  });

  it('is what the layer draws', async () => {
    const rates = [0.1, 0.2, 0.3, 0.4, 0.5, 0];
    const kernel = numbers(6, 3);
    const model = alone(new FastDropout({ units: 3, rate: rates, useBias: false }), [6]);
    await model.setWeights([kernel]);
    const { mean, variance } = fastDropout([{ kernel, rate: rates }], x);
    await expectMoments(model, x, mean, variance);
    expect(() => alone(new FastDropout({ units: 3, rate: [0.1] }), [6])).toThrow('1 rates need an input');
    expect(() => new FastDropout({ units: 3, rate: 1 })).toThrow('rate must be in [0, 1)');
  });
});

describe('dropout of a linear regression', () => {
  const rows = 40;
  const data = Array.from({ length: rows }, (_, i) => [Math.sin(i), Math.cos(2 * i), Math.sin(5 * i + 1) / 2]);
  const targets = data.map(([a, b, c], i) => 2 * a! - b! + 3 * c! + Math.cos(9 * i) / 4);
  const price = rate / (1 - rate);

  /** Minimises |y − X w|² + price · Σ_j w_j² |x_j|², by Cramer's rule. */
  function ridge(price: number): number[] {
    const dot = (i: number, j: number): number => data.reduce((sum, row) => sum + row[i]! * row[j]!, 0);
    const a = [0, 1, 2].map((i) => [0, 1, 2].map((j) => dot(i, j) * (i === j ? 1 + price : 1)));
    const b = [0, 1, 2].map((j) => data.reduce((sum, row, i) => sum + row[j]! * targets[i]!, 0));
    const det = (m: number[][]): number =>
      [0, 1, 2].reduce(
        (sum, j) =>
          sum + m[0]![j]! * (m[1]![(j + 1) % 3]! * m[2]![(j + 2) % 3]! - m[1]![(j + 2) % 3]! * m[2]![(j + 1) % 3]!),
        0,
      );
    return [0, 1, 2].map((at) => det(a.map((row, i) => row.map((value, j) => (j === at ? b[i]! : value)))) / det(a));
  }

  it('costs on average what ridge regression costs', () => {
    const w = [1.5, -0.5, 2];
    const kernel = w.map((value) => [value]);
    const expected = data.reduce((sum, row, i) => {
      const { mean, variance } = exactMoments([{ kernel, rate }], row);
      return sum + (targets[i]! - mean[0]!) ** 2 + variance[0]!;
    }, 0);
    const residual = data.reduce(
      (sum, row, i) => sum + (targets[i]! - row.reduce((s, value, j) => s + value * w[j]!, 0)) ** 2,
      0,
    );
    const penalty = w.reduce((sum, value, j) => sum + value ** 2 * data.reduce((s, row) => s + row[j]! ** 2, 0), 0);
    expect(expected).toBeCloseTo(residual + price * penalty, 8);
  });

  it('learns the closed form of ridge regression', async () => {
    const model = sequential([new Dropout({ rate }), new Dense({ units: 1, useBias: false })], { name: 'net' });
    const learningRate = {
      className: 'exponentialDecay',
      config: { initialLearningRate: 0.1, decaySteps: 100, decayRate: 0.8 },
    };
    model.compile({
      optimizer: new SGD({ learningRate: learningRate as never }),
      loss: 'meanSquaredError',
      seed: 6,
      backend: interpreter(),
    });
    // Each row with many masks in a step.
    const x = Array.from({ length: 10 }, () => data).flat();
    const y = Array.from({ length: 10 }, () => targets.map((value) => [value])).flat();
    await model.fit(x, y, { epochs: 2000, batchSize: x.length, verbose: 0 });
    const learned = [...(await model.getWeights())['net/dense/kernel']!.data];
    const distance = (w: readonly number[]): number => Math.hypot(...w.map((value, j) => value - learned[j]!));
    expect(distance(ridge(price))).toBeLessThan(0.03);
    expect(distance(ridge(0))).toBeGreaterThan(0.5);
  });
});

describe('a bad network', () => {
  it.each([
    [[{ kernel: [[1]], rate: 1 }], 'rate must be in [0, 1). Received 1'],
    [[{ kernel: [[1]], rate: -0.1 }], 'rate must be in [0, 1). Received -0.1'],
    [[{ kernel: [[1]], rate: [0.1, 0.2] }], 'rate must be one number, or 1. Received 2'],
    [[{ kernel: [[1], [2]] }], 'kernel must be 1 rows of finite numbers, all of one length. Received 2 rows'],
    [[{ kernel: [[1, 2]], bias: [1] }], 'bias must be 2 finite numbers. Received 1'],
    [[{ kernel: [[1]], activation: 'softmax' }], 'activation must be one of linear, relu, sigmoid, tanh'],
    [[], 'there must be one layer or more'],
  ])('%j is refused', (layers, message) => {
    for (const of of [enumerateThinned, exactMoments, sampledMoments, weightScaling, fastDropout])
      expect(() => of(layers as never, [1]), of.name).toThrow(message);
  });

  it('of too many networks is refused', () => {
    const wide = Array.from({ length: 21 }, () => [1]);
    expect(() =>
      enumerateThinned(
        [{ kernel: wide, rate }],
        wide.map(() => 1),
      ),
    ).toThrow('at most 20 units may be dropped');
  });
});

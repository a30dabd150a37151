/** What must hold of the optimizers beyond Keras's figures. */
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../../tests/oracles/expect-close.ts';
import { evaluate } from '../../test/evaluate.ts';
import type { TensorData } from '../ir/index.ts';
import {
  Adadelta,
  Adagrad,
  Adam,
  Adamax,
  AdamW,
  Ftrl,
  getOptimizer,
  Lion,
  Muon,
  Nadam,
  optimizerFromConfig,
  optimizers,
  RMSprop,
  SGD,
} from './index.ts';

const scalar = (value: number): TensorData => ({ dtype: 'f32', shape: [], data: Float32Array.of(value) });
const f32 = (...data: number[]): TensorData => ({ dtype: 'f32', shape: [data.length], data: Float32Array.from(data) });

describe('settings', () => {
  it.each([
    [
      () => new Adam({ learningRate: -1 }),
      'Adam: learningRate must be a finite number of at least 0, or a function of the step that gives one. Received -1.',
    ],
    [() => new Adam({ beta1: 1 }), 'Adam: beta1 must be in [0, 1). Received 1.'],
    [() => new AdamW({ beta2: -0.1 }), 'AdamW: beta2 must be in [0, 1). Received -0.1.'],
    [() => new Adam({ epsilon: 0 }), 'Adam: epsilon must be a finite number above 0. Received 0.'],
    [
      () => new Adam({ lr: 0.1 } as never),
      'Adam: there is no setting "lr"; there are beta1, beta2, epsilon, amsgrad, learningRate',
    ],
    [() => new SGD({ momentum: NaN }), 'SGD: momentum must be in [0, 1). Received null.'],
    [() => new SGD({ nesterov: true }), 'SGD: nesterov needs a momentum above 0'],
    [
      () => new SGD({ clipnorm: 1, clipvalue: 1 }),
      'SGD: at most one of clipnorm, globalClipnorm and clipvalue may be set. Received clipnorm and clipvalue.',
    ],
    [
      () => new RMSprop({ weightDecay: -1 }),
      'RMSprop: weightDecay must be a finite number of at least 0, or null. Received -1.',
    ],
    [() => new Nadam({ beta1: 1 }), 'Nadam: beta1 must be in [0, 1). Received 1.'],
    [() => new Adamax({ epsilon: -1 }), 'Adamax: epsilon must be a finite number above 0. Received -1.'],
    [
      () => new Adagrad({ initialAccumulatorValue: -0.1 }),
      'Adagrad: initialAccumulatorValue must be a finite number of at least 0. Received -0.1.',
    ],
    [() => new Adadelta({ rho: 1 }), 'Adadelta: rho must be in [0, 1). Received 1.'],
    [() => new Lion({ beta1: 0 }), 'Lion: beta1 must be above 0 and at most 1. Received 0.'],
    [
      () => new Ftrl({ learningRatePower: 0.5 }),
      'Ftrl: learningRatePower must be a finite number of at most 0. Received 0.5.',
    ],
    [() => new Ftrl({ learningRate: 0 }).scalars(0), 'Ftrl: learningRate must be above 0 at every step. Received 0.'],
    [() => new Muon({ nsSteps: 2.5 }), 'Muon: nsSteps must be a whole number from 0 up. Received 2.5.'],
    [() => new Muon({ excludeLayers: [''] }), 'Muon: excludeLayers[0] must be a text that is not empty'],
    [() => new AdamW({ excludeFromWeightDecay: 'bias' as never }), 'AdamW: excludeFromWeightDecay must be an array'],
    [
      () => new SGD({ gradientAccumulationSteps: 1 }),
      'SGD: gradientAccumulationSteps must be a whole number from 2 up, or null. Received 1.',
    ],
    [
      () => new SGD({ lossScaleFactor: 0 }),
      'SGD: lossScaleFactor must be a finite number above 0, or null. Received 0.',
    ],
    [() => new SGD({ emaMomentum: 1.5 }), 'SGD: emaMomentum must be in [0, 1]. Received 1.5.'],
    [
      () => new SGD({ useEma: true, emaOverwriteFrequency: 0 }),
      'SGD: emaOverwriteFrequency must be a whole number from 1 up, or null. Received 0.',
    ],
    [() => new SGD({ swaStart: -1 }), 'SGD: swaStart must be a whole number from 0 up, or null. Received -1.'],
    [() => new SGD({ swaFrequency: 0 }), 'SGD: swaFrequency must be a whole number from 1 up. Received 0.'],
    [
      () => new SGD({ useEma: true, swaStart: 3 }),
      'SGD: at most one of useEma and swaStart may be set. Received both.',
    ],
  ])('bad ones are refused: %#', (make, message) => {
    expect(make).toThrow(message.replace('Received null', 'Received NaN'));
  });
});

describe('the learning rate', () => {
  it('may be set between steps, to what is legal', () => {
    const optimizer = getOptimizer('sgd');
    optimizer.learningRate = 0.5;
    expect(optimizer.scalars(3)).toEqual({ learningRate: 0.5 });
    expect(optimizer.getConfig()['learningRate']).toBe(0.5);
    expect(() => (optimizer.learningRate = NaN)).toThrow('SGD: learningRate must be');
  });

  it('may follow a schedule, which must give legal rates', () => {
    const optimizer = new SGD({ learningRate: (step) => 1 - step });
    expect(optimizer.scalars(1)).toEqual({ learningRate: 0 });
    expect(() => optimizer.scalars(2)).toThrow(
      'SGD: learningRate must be a finite number of at least 0, also at step 2. Received -1.',
    );
  });

  it('is saved when the schedule says how', () => {
    expect(() =>
      new SGD({
        learningRate: (
          () => () =>
            1
        )(),
      }).getConfig(),
    ).toThrow('is a function without a name');
    const named = (step: number): number => 0.5 ** step;
    expect(new SGD({ learningRate: named }).getConfig()['learningRate']).toEqual({ function: 'named' });
    const halving = Object.assign((step: number) => 2 ** -step, {
      className: 'Halving',
      getConfig: () => ({ from: 1 }),
    });
    expect(new SGD({ learningRate: halving }).getConfig()['learningRate']).toEqual({
      className: 'Halving',
      config: { from: 1 },
    });
  });
});

const together = { gradientAccumulationSteps: 4, weightDecay: 0.1, lossScaleFactor: 8 };

describe('names', () => {
  it.each([
    new SGD({ ...together, useEma: true, emaOverwriteFrequency: 3 }),
    new SGD({ momentum: 0.9, swaStart: 3 }),
    new Adam({ amsgrad: true }),
    new AdamW(),
    new RMSprop({ centered: true, weightDecay: 0.1 }),
    new Nadam(together),
    new Adamax(),
    new Adagrad(),
    new Adadelta(),
    new Lion(),
    new Ftrl(),
    new Muon(),
  ])('of scalars are the same at every step (%#)', (optimizer) => {
    const [first, ...later] = [0, 1, 3, 4, 1000].map((step) => Object.keys(optimizer.scalars(step)));
    for (const names of later) expect(names).toEqual(first);
    expect(Object.values(optimizer.scalars(1e6)).every(Number.isFinite)).toBe(true);
  });
});

it.each(Object.entries(optimizers))('%s is stored with all it was told, and made again', (name, Optimizer) => {
  const told = {
    learningRate: 0.3,
    emaOverwriteFrequency: 5,
    useEma: true,
    excludeFromWeightDecay: ['bias'],
    ...together,
  };
  const config: unknown = JSON.parse(JSON.stringify(new Optimizer(told).getConfig()));
  expect(config).toMatchObject(told);
  const again = optimizerFromConfig({ className: name, config: config as Record<string, unknown> });
  expect(again).toBeInstanceOf(Optimizer);
  expect(again.getConfig()).toEqual(config);
  expect(again.scalars(9)).toEqual(new Optimizer(told).scalars(9));
});

describe('accumulation', () => {
  it('takes rates by steps, and all else by moves', () => {
    const every = new Adam({ learningRate: (step) => step + 1, gradientAccumulationSteps: 3 });
    const once = new Adam({ learningRate: 1 });
    for (let step = 0; step < 9; step++) {
      const { stepSize, moves } = every.scalars(step);
      expect(stepSize).toBeCloseTo((step + 1) * once.scalars(Math.floor(step / 3))['stepSize']!, 12);
      expect(moves).toBe(step % 3 === 2 ? 1 : 0);
    }
  });
});

describe('averages', () => {
  it.each([
    { swaStart: 0, swaFrequency: 1 },
    { swaStart: 4, swaFrequency: 3 },
    { swaStart: 2, swaFrequency: 2, gradientAccumulationSteps: 2 },
  ])('are of equal shares with %j', (config) => {
    const optimizer = new SGD(config);
    const { swaStart, swaFrequency, gradientAccumulationSteps: every = 1 } = config;
    let shares: number[] = [];
    for (let step = 0; step < 30; step++) {
      const { newest } = optimizer.scalars(step);
      shares = [...shares.map((share) => share * (1 - newest!)), newest!];
      const taken = shares.flatMap((share, i) => (share === 0 ? [] : [i]));
      const [updates, last] = [Math.floor((step + 1) / every), step % every === every - 1];
      if (!last || updates <= swaStart) continue;
      const wanted = Array.from({ length: Math.ceil((updates - swaStart) / swaFrequency) }, (_, n) => {
        return (swaStart + n * swaFrequency + 1) * every - 1;
      });
      expect(taken).toEqual(wanted);
      for (const i of taken) expect(shares[i]).toBeCloseTo(1 / taken.length, 12);
    }
  });
});

describe('weight decay', () => {
  it('leaves out what it is told to, by a part of the path', () => {
    const optimizer = new SGD({ learningRate: 0, weightDecay: 0.5, excludeFromWeightDecay: ['bias', 'net/last'] });
    const decayed = (path: string): number => {
      const out = evaluate(
        { w: f32(1), g: f32(1), learningRate: scalar(0), keep: scalar(0.5) },
        ({ w, g, ...scalars }) => ({
          w: optimizer.update({ path, parameter: w, raw: g, gradient: g, slots: {}, scalars }).parameter,
        }),
      );
      return out['w']![0]!;
    };
    expect(['net/dense/kernel', 'net/dense/bias', 'net/last/kernel'].map(decayed)).toEqual([0.5, 1, 1]);
  });
});

describe('Muon', () => {
  const muon = new Muon({ excludeLayers: ['net/output'] });

  it.each([
    ['net/dense/kernel', [8, 4], ['m']],
    ['net/dense/bias', [4], ['m', 'v']],
    ['net/conv/kernel', [3, 3, 2], ['m', 'v']],
    ['net/Embedding/embeddings', [9, 4], ['m', 'v']],
    ['net/output/kernel', [4, 2], ['m', 'v']],
  ])('keeps for %s %j the slots %j', (path, shape, slots) => {
    expect(muon.slotsOf(path, shape)).toEqual(slots);
  });

  it.each([
    [2, 5],
    [5, 2],
    [3, 3],
  ])('moves a %d × %d matrix by one whose singular values are near 1', (rows, columns) => {
    const data = Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i * i + 1));
    const g: TensorData = { dtype: 'f32', shape: [rows, columns], data };
    const zeros: TensorData = { ...g, data: new Float32Array(rows * columns) };
    const { gram } = evaluate({ w: zeros, m: zeros, g, learningRate: scalar(1) }, ({ w, m, g, learningRate }) => {
      const context = { path: 'net/dense/kernel', raw: g, gradient: g, slots: { m }, scalars: { learningRate } };
      const plain = new Muon({ rmsRate: null, nsSteps: 12, muonA: 15 / 8, muonB: -5 / 4, muonC: 3 / 8 });
      const step = plain.update({ ...context, parameter: w }).parameter;
      return { gram: rows < columns ? step.matMul(step.transpose()) : step.transpose().matMul(step) };
    });
    // With the coefficients of Newton and Schulz the iteration converges; Muon's own stay near 1 and are quicker.
    const size = Math.min(rows, columns);
    const identity = Array.from({ length: size * size }, (_, i) => +(i % (size + 1) === 0));
    expectClose(gram!, identity, 1e-4);
  });
});

describe('clipping', () => {
  const clipped = (optimizer: SGD, ...gradients: TensorData[]) =>
    evaluate(Object.fromEntries(gradients.map((g, i) => [`g${i}`, g])), (x) =>
      Object.fromEntries(optimizer.clip(Object.values(x)).map((g, i) => [`g${i}`, g])),
    );

  it('by norm scales each gradient that is too long, and no other', () => {
    const { g0, g1 } = clipped(new SGD({ clipnorm: 1 }), f32(3, 4), f32(0.3, 0.4));
    expectClose(g0!, [0.6, 0.8], 1e-7);
    expectClose(g1!, Float32Array.of(0.3, 0.4), 0);
  });

  it('by global norm keeps the directions of all', () => {
    const { g0, g1 } = clipped(new SGD({ globalClipnorm: 1 }), f32(3), f32(4));
    expectClose([...Array.from(g0!), ...Array.from(g1!)], [0.6, 0.8], 1e-7);
  });

  it.each([{ clipnorm: 1 }, { globalClipnorm: 1 }])('of zeros gives zeros: %j', (config) => {
    expectClose(clipped(new SGD(config), f32(0, 0))['g0']!, [0, 0], 0);
  });

  it('of nothing gives nothing', () => {
    expect(new SGD({ globalClipnorm: 1 }).clip([])).toEqual([]);
  });
});

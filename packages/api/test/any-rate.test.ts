/** Rates that a layer says: learned, or of the input; how they are trained, stored and refused. */
import {
  Activation,
  Adam,
  AlphaDropout,
  Cutout,
  Dense,
  DropBlock1D,
  DropBlock2D,
  DropKey,
  DropPath,
  Dropout,
  GaussianDropout,
  GaussianNoise,
  Lambda,
  LayerDrop,
  layerFromConfig,
  learnedRates,
  LearnedRate,
  MaxDropout,
  modelFromFiles,
  modelToFiles,
  NEFTuneNoise,
  RNN,
  sequential,
  ShakeDrop,
  SimpleRNNCell,
  SpatialDropout1D,
  TokenDropout,
  WeightNoise,
  WordDropout,
  Zoneout,
  type DropoutKind,
  type Layer,
  type Tensor,
} from '@bernoulli/api';
import { interpreter } from '@bernoulli/api/ir/interpret';
import { describe, expect, it } from 'vitest';
import { gradients, sizeOf } from '../src/ir/index.ts';
import { interpret } from '../src/ir/interpret/index.ts';
import { modulePaths } from '../src/tracing/module-paths.ts';
import { Trace } from '../src/tracing/trace.ts';
import { alone } from './alone.ts';

const learned = (config: object = {}) => new LearnedRate({ initialRate: 0.3, temperature: 0.5, ...config });
const backend = interpreter();

describe('a rate that is learned', () => {
  const kinds: readonly [string, () => Layer, number[]][] = [
    ['Dropout', () => new Dropout({ rate: learned() }), [2, 4]],
    ['Dropout with one mask', () => new Dropout({ rate: learned({ perUnit: true }), noiseShape: [1, null] }), [2, 4]],
    ['AlphaDropout', () => new AlphaDropout({ rate: learned() }), [2, 4]],
    ['GaussianDropout', () => new GaussianDropout({ rate: learned() }), [2, 4]],
    ['DropPath', () => new DropPath({ rate: learned() }), [2, 4]],
    ['SpatialDropout1D', () => new SpatialDropout1D({ rate: learned({ perUnit: true }) }), [2, 3, 4]],
    ['TokenDropout', () => new TokenDropout({ rate: learned() }), [2, 3, 4]],
    ['DropKey', () => new DropKey({ rate: learned() }), [2, 3, 4]],
    ['LayerDrop', () => new LayerDrop({ layer: new Activation({ activation: 'tanh' }), rate: learned() }), [2, 4]],
  ];
  it.each(kinds)('has its slope in %s, for noise that stays', (_, make, shape) => {
    const layer = make();
    const trace = new Trace(modulePaths(layer, 'net'), { mode: 'train', injected: new Set(['net']) });
    const y = layer.apply(trace.input('x', { dtype: 'f32', shape })) as Tensor;
    const weight = trace.parameters.get('net/rate/dropoutLogit')!.value;
    const [slope] = gradients(trace.b, y.square().sum().ref, [weight.ref]);
    const graph = trace.b.build({ outputs: { y: y.square().sum().ref, slope: slope! } });
    const noise = trace.sites.get('net')!.type;
    const f32 = (of: readonly number[], value: (i: number) => number) =>
      ({ dtype: 'f32', shape: of, data: Float32Array.from({ length: sizeOf(of) }, (__, i) => value(i)) }) as const;
    const run = (logit: number) =>
      interpret(graph, {
        x: f32(shape, (i) => 1 + Math.sin(i)),
        'mask:net': f32(noise.shape, (i) => 0.15 + ((i * 0.37) % 0.8)),
        'net/rate/dropoutLogit': f32(weight.shape, () => logit),
      }).outputs;
    const h = 2 ** -10;
    const across = (step: number) => run(-0.75 + step)['y']!.data[0]! - run(-0.75 - step)['y']!.data[0]!;
    const difference = (8 * across(h) - across(2 * h)) / (12 * h);
    const got = [...run(-0.75)['slope']!.data].reduce((sum, each) => sum + each, 0);
    expect(Math.abs(difference)).toBeGreaterThan(0.05);
    expect(Math.abs(got - difference)).toBeLessThan(1e-5 * Math.max(1, Math.abs(difference)));
  });

  it('goes where its price is least, where nothing else is at stake', async () => {
    const model = sequential([new Dropout({ rate: learned({ dropoutRegularizer: 0.5 }) })], { name: 'net' });
    model.compile({ optimizer: new Adam({ learningRate: 0.2 }), loss: 'mse', seed: 1, backend });
    await model.fit([[0, 0, 0]], [[0, 0, 0]], { epochs: 100, verbose: 0 });
    expect(learnedRates(await model.getWeights())['net/dropout/rate']).toBeCloseTo(0.5, 2);
  });

  it('falls where noise costs more than it is paid for', async () => {
    const model = sequential([new Dropout({ rate: learned({ dropoutRegularizer: 1e-4 }) })], { name: 'net' });
    model.compile({ optimizer: new Adam({ learningRate: 0.1 }), loss: 'mse', seed: 1, backend });
    const x = Array.from({ length: 16 }, (_, i) => [1, Math.cos(i), -2]);
    await model.fit(x, x, { epochs: 60, verbose: 0 });
    expect(learnedRates(await model.getWeights())['net/dropout/rate']).toBeLessThan(0.1);
  });

  it('pays once for each use, whatever the batch, and for the mean over rows where rows differ', async () => {
    const price = (p: number) => p * Math.log(p) + (1 - p) * Math.log(1 - p);
    const model = alone(new Dropout({ rate: learned({ dropoutRegularizer: 2 }) }), [4]);
    for (const batchSize of [3, 1])
      expect((await model.evaluate([[1, 2, 3, 4], [1, 0, 0, 0], [0, 0, 0, 0]], [[1, 2, 3, 4], [1, 0, 0, 0], [0, 0, 0, 0]], { batchSize }))['loss']).toBeCloseTo(8 * price(0.3), 4); // prettier-ignore
    const layer = new Activation({ activation: 'linear' });
    const rows = alone(new Dropout({ rate: learned({ dropoutRegularizer: 2, initialRate: 0.5, layer }) }), [1]);
    const sigmoid = (a: number) => 1 / (1 + Math.exp(-a));
    const wanted = (2 * (price(sigmoid(-1)) + price(sigmoid(3)) + price(sigmoid(1)))) / 3;
    for (const batchSize of [3, 2])
      expect((await rows.evaluate([[-1], [3], [1]], [[-1], [3], [1]], { batchSize }))['loss']).toBeCloseTo(wanted, 4);
  });

  it('is one rate where two layers are given it', async () => {
    const rate = learned();
    const model = alone(new Dropout({ rate }), [4]);
    const two = sequential([new Dropout({ rate }), new AlphaDropout({ rate })], { name: 'two' });
    two.compile({ seed: 1, backend });
    two.buildFor([4]);
    expect(Object.keys(await two.getWeights()).filter((path) => path.endsWith('dropoutLogit'))).toHaveLength(1);
    expect(Object.keys(await model.getWeights())).toEqual(['net/dropout/rate/dropoutLogit']);
  });

  it('learns from the input with a layer, and is stored and goes on with it', async () => {
    const make = () =>
      sequential(
        [
          new Dense({ units: 4 }),
          new Dropout({ rate: learned({ layer: new Dense({ units: 1 }) }), noiseShape: [null, 1] }),
          new Dense({ units: 1 }),
        ],
        { name: 'net' },
      );
    const model = make();
    model.compile({ optimizer: new Adam({ learningRate: 0.05 }), loss: 'mse', seed: 1, backend });
    const x = Array.from({ length: 12 }, (_, i) => [Math.sin(i), Math.cos(i)]);
    const y = x.map(([a]) => [a!]);
    await model.fit(x, y, { epochs: 3, verbose: 0 });
    const kernel = 'net/dropout/rate/layer/kernel';
    const moved = (await model.getWeights())[kernel]!;
    const fresh = make();
    fresh.compile({ optimizer: 'adam', loss: 'mse', seed: 1, backend });
    fresh.buildFor([2]);
    expect(moved).not.toEqual((await fresh.getWeights())[kernel]);
    const again = modelFromFiles(await modelToFiles(model), { backend }) as typeof model;
    await model.fit(x, y, { epochs: 2, verbose: 0 });
    await again.fit(x, y, { epochs: 2, verbose: 0 });
    const weights = await model.getWeights();
    for (const [path, { data }] of Object.entries(await again.getWeights()))
      data.forEach((value, i) => expect(value).toBeCloseTo(weights[path]!.data[i]!, 5));
  });
});

describe('a rate that follows from the input', () => {
  const x = [[-2, 0, 1, 3]];

  it('drops and weighs each unit as the function says', async () => {
    const model = alone(new Dropout({ rate: new Lambda((v) => v.sigmoid()) }) as Layer, [4]);
    const p = x[0]!.map((v) => 1 / (1 + Math.exp(-v)));
    const [kept, dropped] = [[1, 1, 0, 0], [0, 0, 1, 1]]; // prettier-ignore
    for (const mask of [kept, dropped]) {
      const law = mask.reduce((sum, m, i) => sum + Math.log(m === 1 ? 1 - p[i]! : p[i]!), 0);
      expect(await model.logProbability({ 'net/dropout': { data: mask, shape: [1, 4] } }, { x })).toBeCloseTo(law, 4);
    }
    const { mean } = await model.sample(x, { samples: 4000, seed: 2 });
    x[0]!.forEach((v, i) => expect(Math.abs(mean.data[i]! - v)).toBeLessThan(5 * Math.abs(v) * Math.sqrt(p[i]! / (1 - p[i]!) / 4000) + 1e-6)); // prettier-ignore
    expect([...(await model.predict(x)).data]).toEqual(x[0]);
  });

  it('says one rate for each row where rows are dropped', async () => {
    const model = alone(new DropPath({ rate: new Lambda((v) => v.slice([0, 0], [v.shape[0]!, 1])) }) as Layer, [2]);
    const { mean, variance } = await model.sample([[0, 2], [0.75, 2]], { samples: 4000, seed: 2 }); // prettier-ignore
    expect([mean.data[1], variance.data[1]]).toEqual([2, 0]);
    expect(Math.abs(variance.data[3]! / 12 - 1)).toBeLessThan(0.1);
  });

  it('drops all at 1 and nothing at 0, without NaN', async () => {
    for (const Kind of [Dropout, AlphaDropout]) {
      const at = async (rate: number) => {
        const model = alone(new Kind({ rate: new Lambda((v) => v.mul(0).add(rate)) }) as Layer, [4]);
        return [...(await model.sample(x, { samples: 2, seed: 1 })).mean.data];
      };
      expect(await at(1)).toEqual([0, 0, 0, 0].map((zero) => expect.closeTo(zero, 9)));
      expect(await at(0)).toEqual(x[0]);
    }
  });

  it('commits no step where it leaves [0, 1]', async () => {
    const model = sequential([new Dense({ units: 4 }), new Dropout({ rate: new Lambda((v) => v.mul(0).add(1.5)) })]);
    model.compile({ optimizer: 'sgd', loss: 'mse', seed: 1, backend });
    await expect(model.fit(x, x, { verbose: 0 })).rejects.toThrow(/not finite|NaN/);
  });

  it('is code where it is a Lambda: a file that has one is loaded with into alone', async () => {
    const make = () => sequential([new Dense({ units: 4 }), new Dropout({ rate: new Lambda((v) => v.sigmoid()) })]);
    const model = make();
    model.compile({ optimizer: 'sgd', loss: 'mse', seed: 1, backend });
    model.buildFor([4]);
    const files = await modelToFiles(model);
    expect(() => modelFromFiles(files, { backend })).toThrow('Dropout: rate is code, a Lambda, and files hold none. Load the model with into'); // prettier-ignore
    const again = modelFromFiles(files, { backend, into: make() });
    expect(await again.predict(x)).toEqual(await model.predict(x));
  });

  /** For each row, its first number. */
  const ofRow = new Lambda((v) =>
    v
      .slice(
        v.shape.map(() => 0),
        v.shape.map((n, axis) => (axis === 0 ? n : 1)),
      )
      .reshape([v.shape[0]!, ...v.shape.slice(1).map(() => 1)]),
  );
  const ofImages: readonly [string, (rate: number | Lambda) => DropoutKind, number[]][] = [
    ['ShakeDrop', (rate) => new ShakeDrop({ rate }), [2]],
    ['Cutout', (rate) => new Cutout({ rate, size: 2 }), [3, 2, 2]],
    ['DropBlock1D', (rate) => new DropBlock1D({ rate, blockSize: 2 }), [3, 2]],
    ['DropBlock2D', (rate) => new DropBlock2D({ rate, blockSize: 2 }), [3, 2, 2]],
  ];
  it.each(ofImages)('says one rate for each row to %s, with the law of that number', async (_, make, row) => {
    const size = sizeOf(row);
    const model = alone(make(ofRow) as Layer, row);
    const rates = [0, 0.25, 0.625];
    // Nested as the rows are.
    const nested = (flat: readonly number[], [n, ...rest]: readonly number[]): unknown[] =>
      rest.length === 0
        ? [...flat]
        : Array.from({ length: n! }, (__, i) => nested(flat.slice((i * flat.length) / n!, ((i + 1) * flat.length) / n!), rest)); // prettier-ignore
    const batch = rates.map((rate) => nested([rate, ...Array.from({ length: size - 1 }, (__, i) => 1 + i)], row));
    const { mean, variance } = await model.sample(batch as number[][], { samples: 4000, seed: 2 });
    rates.forEach((rate, r) => {
      const kind = make(rate);
      alone(kind as Layer, row);
      for (let i = 1; i < size; i++) {
        const law = kind.moments(i, 0);
        const at = r * size + i;
        expect(Math.abs(mean.data[at]! - law.mean)).toBeLessThan(5 * Math.sqrt(law.variance / 4000) + 1e-5);
        expect(Math.abs(variance.data[at]! - law.variance)).toBeLessThan(0.15 * law.variance + 1e-5);
      }
    });
    const masks = await model.masks(3, { x: batch as number[][] });
    expect(await model.logProbability(masks, { x: batch as number[][], step: 3 })).not.toBeNaN();
  });

  it('drops words by what they are', async () => {
    const model = alone(new WordDropout({ rate: new Lambda((words) => words.cast('f32').div(8)), unknown: -1 }), [3]);
    const { samples } = await model.sample([[0, 2, 8]], { samples: 4000, seed: 2, keepSamples: true });
    const share = (word: number) => {
      const [steps, words] = [4000, 3];
      let dropped = 0;
      for (let i = word; i < steps * words; i += words) if (samples.data[i] === -1) dropped++;
      return dropped / steps;
    };
    expect([share(0), share(2)]).toEqual([0, 1]);
    expect(Math.abs(share(1) - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / 4000));
  });

  it('drops keys by their scores, and weighs them so', async () => {
    const model = alone(new DropKey({ rate: new Lambda((v) => v.sigmoid()) }), [1, 2]);
    const mask = { 'net/dropKey': { data: [1, 0], shape: [1, 1, 2] } };
    const [p, q] = [1 / (1 + Math.exp(-1)), 1 / (1 + Math.exp(2))];
    expect(await model.logProbability(mask, { x: [[[1, -2]]] })).toBeCloseTo(Math.log((1 - p) * q), 5);
  });

  it('holds states by what they would become', async () => {
    const rate = new Lambda((v) => v.square());
    const cell = new SimpleRNNCell({ units: 1, kernelInitializer: 'ones', recurrentInitializer: 'zeros' });
    const model = alone(new RNN({ cell: new Zoneout({ cell, rate }) }), [1, 1]);
    const after = Math.tanh(0.75);
    expect((await model.predict([[[0.75]]])).data[0]).toBeCloseTo(after * (1 - after ** 2), 5);
    const { mean } = await model.sample([[[0.75]]], { samples: 4000, seed: 2 });
    expect(Math.abs(mean.data[0]! - after * (1 - after ** 2))).toBeLessThan(0.04);
  });

  it('has no moments of its own', () => {
    const ofInput = new Dropout({ rate: new Activation({ activation: 'sigmoid' }) });
    expect(() => ofInput.moments(1)).toThrow('the rate follows from the input, and is no number');
  });
});

describe('a strength that a layer says', () => {
  it('is one for each row, or of each number, with the law of that number', async () => {
    const x = [[[0.5, -1], [2, 1]]]; // prettier-ignore
    const noise = new NEFTuneNoise({ alpha: new Lambda((v) => v.abs().max([1, 2], true)) });
    const { variance } = await alone(noise as Layer, [2, 2]).sample(x, { samples: 4000, seed: 2 });
    for (const each of variance.data) expect(Math.abs(each / (4 / 12) - 1)).toBeLessThan(0.1);
  });

  it.each<[string, (stddev: Layer) => Layer]>([
    ['gaussianNoise', (stddev) => new GaussianNoise({ stddev })],
    ['weightNoise', (stddev) => new WeightNoise({ units: 2, stddev })],
  ])('is learned by its weights in %s, and falls where noise is all it brings', async (place, make) => {
    const stddev = new Dense({ units: 2, activation: 'softplus', kernelInitializer: 'zeros' });
    const model = sequential([make(stddev)], { name: 'net' });
    model.compile({ optimizer: new Adam({ learningRate: 0.05 }), loss: 'mse', seed: 1, backend });
    const x = Array.from({ length: 16 }, (__, i) => [1 + Math.cos(i), 1]);
    await model.fit(x, x, { epochs: 60, verbose: 0 });
    for (const bias of (await model.getWeights())[`net/${place}/strength/bias`]!.data) expect(bias).toBeLessThan(-0.5);
  });

  it('commits no step where it is negative', async () => {
    const model = sequential([new Dense({ units: 2 }), new GaussianNoise({ stddev: new Lambda((v) => v.mul(0).sub(1)) })]); // prettier-ignore
    model.compile({ optimizer: 'sgd', loss: 'mse', seed: 1, backend });
    await expect(model.fit([[1, 2]], [[1, 2]], { verbose: 0 })).rejects.toThrow(/not finite|NaN/);
  });
});

describe('any rate', () => {
  it('keeps schedules and layers apart in files', () => {
    const linear = { className: 'linear', config: { from: 0, to: 0.5, steps: 9 } };
    const { rate } = layerFromConfig({ className: 'Dropout', config: { rate: linear } }) as Dropout;
    expect(typeof rate).toBe('function');
    const stored = { className: 'Activation', config: { activation: 'sigmoid' } };
    expect((layerFromConfig({ className: 'Dropout', config: { rate: stored } }) as Dropout).rate).toBeInstanceOf(Activation); // prettier-ignore
  });

  const apply = (layer: Layer, shape = [2, 4]) => {
    const trace = new Trace(modulePaths(layer, 'net'), { mode: 'train' });
    return layer.apply(trace.input('x', { dtype: 'f32', shape }));
  };
  it.each<[string, () => unknown]>([
    ['initialRate must be in (0, 1)', () => new LearnedRate({ initialRate: 1 })],
    ['temperature must be a finite number above 0', () => new LearnedRate({ temperature: 0 })],
    ['dropoutRegularizer must be a finite number of at least 0', () => new LearnedRate({ dropoutRegularizer: -1 })],
    ['layer must be a layer', () => new LearnedRate({ layer: 'dense' as never })],
    ['there is no setting', () => new LearnedRate({ price: 1 } as never)],
    ['rate must be in [0, 1]', () => new Dropout({ rate: 'often' as never })],
    ['shareRows must be 1 where a layer says the rate', () => new Dropout({ rate: learned(), shareRows: 2 })],
    ['coins have no slope from which weights', () => apply(new Dropout({ rate: new Dense({ units: 4 }) }))],
    [
      'rate at net: must share as the coins do, [2, 1]',
      () => apply(new DropPath({ rate: learned({ perUnit: true }) })),
    ],
    ['must share as the coins do', () => apply(new Dropout({ rate: new Lambda((v) => v.reshape([4, 2])) }))],
    ['rate at net: must be f32', () => apply(new Dropout({ rate: new Lambda((v) => v.cast('i32')) }))],
    ['WordDropout: rate cannot be learned: numbers of words have no slope', () => new WordDropout({ rate: learned() })],
    ['MaxDropout: rate cannot be learned', () => new MaxDropout({ rate: learned() })],
    ['ShakeDrop: rate cannot be learned', () => new ShakeDrop({ rate: learned() })],
    ['Cutout: rate cannot be learned', () => new Cutout({ rate: learned(), size: 2 })],
    ['DropBlock2D: rate cannot be learned', () => new DropBlock2D({ rate: learned() })],
    ['GaussianNoise: stddev is no probability', () => new GaussianNoise({ stddev: learned() })],
    ['must be one for each row', () => apply(new ShakeDrop({ rate: new Activation({ activation: 'sigmoid' }) }))],
    [
      'rate at net: must be one for each image',
      () => apply(new Cutout({ rate: new Lambda((v) => v), size: 1 }), [2, 3, 3, 1]),
    ],
    [
      'must be one for each row, or for each of its channels',
      () => apply(new DropBlock1D({ rate: new Lambda((v) => v), blockSize: 2 }), [2, 3, 1]),
    ],
    [
      'strength at net: must be as many numbers as units',
      () => apply(new GaussianNoise({ stddev: new Lambda((v) => v.reshape([4, 2])) })),
    ],
    ['MaxDropout', () => apply(new MaxDropout({ rate: [0.1, 0.2] }))],
    ['must be one tensor', () => apply(new Dropout({ rate: new Lambda((v) => ({ v })) as never }))],
  ])('is refused: %s', (message, make) => expect(make).toThrow(message));
});

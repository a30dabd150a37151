/** A rate that is learned: its law, its price, its slope, its ends. */
import { Activation, ConcreteDropout, Dense, learnedRates, SGD, type Tensor } from '@bernoulli/api';
import { interpreter } from '@bernoulli/api/ir/interpret';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { gradients } from '../src/ir/index.ts';
import { interpret } from '../src/ir/interpret/index.ts';
import { modulePaths } from '../src/tracing/module-paths.ts';
import { Trace } from '../src/tracing/trace.ts';
import { alone, expectNear } from './alone.ts';

const x = [1, -2, 0.5, 3];
const n = 4000;

describe('ConcreteDropout', () => {
  const make = (config: object = {}) =>
    new ConcreteDropout({ layer: new Dense({ units: 1, kernelInitializer: 'ones' }), initialRate: 0.3, ...config });

  it('has nearly the moments of Dropout at a low temperature', async () => {
    const model = alone(make({ temperature: 0.01 }), [4]);
    const { mean, variance } = await model.sample([x], { samples: n, seed: 8 });
    const law = x.reduce((sum, value) => sum + value ** 2, 0) * (0.3 / 0.7);
    expectNear(mean.data[0]!, 2.5, law, n);
    expect(Math.abs(variance.data[0]! / law - 1)).toBeLessThan(0.1);
    expect((await model.predict([x])).data[0]).toBe(2.5);
  });

  it('pays for its rate and its weights once, whatever the batch', async () => {
    const model = alone(make({ weightRegularizer: 0.1, dropoutRegularizer: 2 }), [4]);
    const wanted = (0.1 * 4) / 0.7 + 2 * 4 * (0.3 * Math.log(0.3) + 0.7 * Math.log(0.7));
    for (const batchSize of [3, 1])
      expect((await model.evaluate([x, x, x], [[2.5], [2.5], [2.5]], { batchSize }))['loss']).toBeCloseTo(wanted, 4);
  });

  it('pays for the rate of each unit by what it multiplies', async () => {
    const model = alone(make({ perUnit: true, weightRegularizer: 0.1, dropoutRegularizer: 2 }), [4]);
    const p = [0.1, 0.4, 0.5, 0.8];
    const w = [1, -2, 3, 0.5];
    await model.setWeights({
      ...(await model.getWeights()),
      'net/concreteDropout/dropoutLogit': Float32Array.from(p, (rate) => Math.log(rate / (1 - rate))),
      'net/concreteDropout/layer/kernel': { shape: [4, 1], data: Float32Array.from(w) },
    });
    const wanted = p.reduce(
      (sum, rate, k) =>
        sum + (0.1 * w[k]! ** 2) / (1 - rate) + 2 * (rate * Math.log(rate) + (1 - rate) * Math.log(1 - rate)),
      0,
    );
    const y = x.reduce((sum, value, k) => sum + value * w[k]!, 0);
    expect((await model.evaluate([x], [[y]]))['loss']).toBeCloseTo(wanted, 4);
    const weights = await model.getWeights();
    expect(learnedRates(weights)['net/concreteDropout']).toBeCloseTo(0.45, 5);
    learnedRates(weights, { perUnit: true })['net/concreteDropout']!.forEach((rate, k) =>
      expect(rate).toBeCloseTo(p[k]!, 5),
    );
  });

  it('drops each unit as often as its own rate says', async () => {
    const model = alone(
      make({ perUnit: true, temperature: 0.01, layer: new Activation({ activation: 'linear' }) }),
      [4],
    );
    const p = [0.1, 0.4, 0.5, 0.8];
    await model.setWeights({
      'net/concreteDropout/dropoutLogit': Float32Array.from(p, (rate) => Math.log(rate / (1 - rate))),
    });
    const { mean, variance } = await model.sample([x], { samples: n, seed: 8 });
    x.forEach((value, k) => {
      const law = (value ** 2 * p[k]!) / (1 - p[k]!);
      expectNear(mean.data[k]!, value, law, n);
      expect(Math.abs(variance.data[k]! / law - 1)).toBeLessThan(0.15);
    });
  });

  it.each([
    [8, 'has gone up to 0.9997'],
    [-12, 'has gone down to 6e-6'],
    [0, undefined],
  ])('is hinted at where fit ends with a logit of %d', async (logit, message) => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const model = alone(make({ perUnit: true, dropoutRegularizer: 0 }), [4]);
    const weights = { 'net/concreteDropout/dropoutLogit': Float32Array.of(0, logit, 0, 0) };
    await model.setWeights({ ...(await model.getWeights()), ...weights });
    model.compile({ optimizer: new SGD({ learningRate: 1e-9 }), loss: 'mse', seed: 1, backend: interpreter() });
    await model.fit([x], [[1]], { epochs: 2, verbose: 0 });
    if (message === undefined) return expect(warned).not.toHaveBeenCalled();
    expect(warned).toHaveBeenCalledTimes(1);
    expect(warned).toHaveBeenCalledWith(expect.stringContaining(`fit at net/concreteDropout: a rate ${message}`));
  });

  it('has the slope of its rate, also for noise that is handed in', () => {
    const layer = make({ temperature: 0.5, weightRegularizer: 0, dropoutRegularizer: 0 });
    const trace = new Trace(modulePaths(layer, 'net'), { mode: 'train', injected: new Set(['net']) });
    const y = layer.apply(trace.input('x', { dtype: 'f32', shape: [1, 4] })) as Tensor;
    const logit = trace.parameters.get('net/dropoutLogit')!.value;
    const [slope] = gradients(trace.b, y.sum().ref, [logit.ref]);
    const graph = trace.b.build({ outputs: { y: y.ref, slope: slope! } });
    const run = (value: number) =>
      interpret(graph, {
        x: { dtype: 'f32', shape: [1, 4], data: Float32Array.from(x) },
        'mask:net': { dtype: 'f32', shape: [1, 4], data: Float32Array.from([0.2, 0.6, 0.75, 0.9]) },
        'net/dropoutLogit': { dtype: 'f32', shape: [], data: Float32Array.of(value) },
        'net/layer/kernel': { dtype: 'f32', shape: [4, 1], data: new Float32Array(4).fill(1) },
        'net/layer/bias': { dtype: 'f32', shape: [1], data: new Float32Array(1) },
      }).outputs;
    const h = 2 ** -10;
    const difference = (run(-0.75 + h)['y']!.data[0]! - run(-0.75 - h)['y']!.data[0]!) / (2 * h);
    expect(Math.abs(difference)).toBeGreaterThan(0.01);
    expect(run(-0.75)['slope']!.data[0]).toBeCloseTo(difference, 4);
  });

  it('keeps its rate off 1, and says where it has gone there', async () => {
    const quiet = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const model = alone(make({ initialRate: 0.9, dropoutRegularizer: 0 }), [4]);
    const weights = await model.getWeights();
    expect(learnedRates(weights)['net/concreteDropout']).toBeCloseTo(0.9, 5);
    expect(quiet).not.toHaveBeenCalled();
    const far = { 'net/concreteDropout/dropoutLogit': { dtype: 'f32', shape: [], data: Float32Array.of(12) } } as const;
    expect(learnedRates(far)['net/concreteDropout']).toBeGreaterThan(0.9999);
    expect(quiet).toHaveBeenCalledWith(expect.stringContaining('next to nothing is passed on'));
  });

  it.each([
    [{ initialRate: 0 }, 'initialRate must be in (0, 1)'],
    [{ temperature: 0 }, 'temperature must be a finite number above 0'],
    [{ layer: 'dense' }, 'layer must be a layer'],
    [{ dropoutRegularizer: -1 }, 'dropoutRegularizer must be a finite number of at least 0'],
  ])('refuses %j', (config, message) => expect(() => make(config)).toThrow(message));
});

afterEach(() => vi.restoreAllMocks());

/** Fully connected layers with noise on their weights: each held to the law that it states. */
import { Dense, LoRADense, VariationalDropout, WeightNoise } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { alone, expectMoments } from './alone.ts';

const x = [1, -2, 0.5, 3];

describe('WeightNoise', () => {
  it.each(['own', 'shared'] as const)('has the moments of its law: rows %s', async (rows) => {
    const stddev = [0.1, 0.5];
    const model = alone(new WeightNoise({ units: 2, stddev, rows, kernelInitializer: 'ones' }), [4]);
    const length = x.reduce((sum, value) => sum + value ** 2, 0);
    await expectMoments(
      model,
      x,
      [2.5, 2.5],
      stddev.map((deviation) => deviation ** 2 * length),
    );
    expect([...(await model.predict([x])).data]).toEqual([2.5, 2.5]);
  });

  it.each([
    [{ stddev: -0.1 }, 'WeightNoise: stddev must be a finite number of at least 0'],
    [{ stddev: [0.1, NaN] }, 'WeightNoise: stddev[1] must be a finite number of at least 0'],
  ])('refuses %j', (config, message) => expect(() => new WeightNoise({ units: 2, ...config })).toThrow(message));
});

describe('LoRADense', () => {
  it('begins as the Dense whose weights it has, and trains its correction alone', async () => {
    const model = alone(new LoRADense({ units: 2, rank: 3, alpha: 6, rate: 0.25 }), [4]);
    const dense = alone(new Dense({ units: 2 }), [4]);
    const weights = await dense.getWeights();
    const all = { ...(await model.getWeights()) };
    for (const [path, value] of Object.entries(weights)) all[path.replace('dense', 'loRADense')] = value;
    await model.setWeights(all);
    expect((await model.predict([x])).data).toEqual((await dense.predict([x])).data);
    const before = await model.getWeights();
    for (let i = 0; i < 3; i++) await model.trainOnBatch([x], [[1, 2]]);
    const after = await model.getWeights();
    const moved = Object.keys(after).filter((path) => String(after[path]!.data) !== String(before[path]!.data));
    expect(moved.map((path) => path.split('/').at(-1))).toEqual(['loraKernelA', 'loraKernelB']);
    // By hand: x · (kernel + alpha / rank · A · B) + bias.
    const at = (name: string): Float32Array => after[`net/loRADense/${name}`]!.data as Float32Array;
    const [kernel, a, b, bias] = [at('kernel'), at('loraKernelA'), at('loraKernelB'), at('bias')];
    const wanted = [0, 1].map((j) =>
      x.reduce((sum, value, k) => {
        const correction = [0, 1, 2].reduce((dot, r) => dot + a[3 * k + r]! * b[2 * r + j]!, 0);
        return sum + value * (kernel[2 * k + j]! + 2 * correction);
      }, bias[j]!),
    );
    const predicted = (await model.predict([x])).data;
    wanted.forEach((value, j) => expect(predicted[j]).toBeCloseTo(value, 5));
    expect(Object.keys(await model.masks(0))).toEqual(['net/loRADense/dropout']);
  });
});

describe('VariationalDropout', () => {
  const make = (config: object = {}) =>
    new VariationalDropout({
      units: 2,
      klWeight: 0,
      kernelInitializer: 'ones',
      initialLogVariance: Math.log(0.25),
      ...config,
    });

  it('has the moments of its law', async () => {
    const length = x.reduce((sum, value) => sum + value ** 2, 0);
    await expectMoments(alone(make(), [4]), x, [2.5, 2.5], [length / 4, length / 4]);
  });

  it('leaves out in inference what pruned says', async () => {
    const layer = make();
    const model = alone(layer, [4]);
    const logVariance = [-10, 10, 2.9, 3.1, -10, -10, 10, 10];
    const weights = await model.getWeights();
    weights['net/variationalDropout/logVariance'] = {
      ...weights['net/variationalDropout/logVariance']!,
      data: Float32Array.from(logVariance),
    } as never;
    await model.setWeights(weights);
    const { mask, count, share } = layer.pruned(weights['net/variationalDropout/kernel']!, { data: logVariance });
    expect([...mask]).toEqual([0, 1, 0, 1, 0, 0, 1, 1]);
    expect([count, share]).toEqual([4, 0.5]);
    const predicted = (await model.predict([x])).data;
    [0, 1].forEach((j) => {
      const wanted = x.reduce((sum, value, k) => sum + value * (1 - mask[2 * k + j]!), 0);
      expect(predicted[j]).toBeCloseTo(wanted, 6);
    });
    expect(() => layer.pruned({ data: [1] }, { data: [1, 2] })).toThrow(
      'pruned needs kernel and logVariance of one layer',
    );
  });

  it('pays the divergence, which falls as noise grows', async () => {
    const priceOf = async (initialLogVariance: number): Promise<number> => {
      const model = alone(make({ klWeight: 0.5, initialLogVariance }), [4]);
      const y = (await model.predict([x])).data;
      return (await model.evaluate([x], [[y[0]!, y[1]!]]))['loss']!;
    };
    // Worked out from the paper's equation 14, for eight connections of one α.
    const law = (logAlpha: number): number =>
      0.5 *
      8 *
      (0.63576 - 0.63576 / (1 + Math.exp(-(1.8732 + 1.48695 * logAlpha))) + 0.5 * Math.log1p(Math.exp(-logAlpha)));
    for (const logAlpha of [-6, -1, 0, 2]) expect(await priceOf(logAlpha)).toBeCloseTo(law(logAlpha), 4);
    expect(law(-6)).toBeGreaterThan(law(0));
  });
});

/** Kinds that join, leave out or repeat branches: each held to the law that it states. */
import { Dense, LayerDrop, Model, MultiSampleDropout, ShakeShake, type Tensor } from '@bernoulli/api';
import { interpreter } from '@bernoulli/api/ir/interpret';
import { describe, expect, it } from 'vitest';
import { gradients } from '../src/ir/index.ts';
import { interpret } from '../src/ir/interpret/index.ts';
import { modulePaths } from '../src/tracing/module-paths.ts';
import { Trace } from '../src/tracing/trace.ts';
import { alone, expectMoments } from './alone.ts';

const x = [1, -2, 0.5, 3];

describe('ShakeShake', () => {
  class Two extends Model {
    readonly shake: ShakeShake;
    constructor(shake: ShakeShake) {
      super({ name: 'net' });
      this.shake = shake;
    }
    call(a: Tensor): Tensor {
      return this.shake.apply(a, a.mul(-1).add(1));
    }
  }

  it.each([{}, { rows: 'shared' }] as const)('has the moments of its law: %j', async (config) => {
    const model = new Two(new ShakeShake(config));
    model.compile({ seed: 1, backend: interpreter() });
    model.buildFor([4]);
    const other = x.map((a) => 1 - a);
    const mean = x.map((a, i) => (a + other[i]!) / 2);
    await expectMoments(
      model,
      x,
      mean,
      x.map((a, i) => (a - other[i]!) ** 2 / 12),
    );
    mean.forEach((value) => expect(value).toBeCloseTo(0.5));
    expect([...(await model.predict([x])).data]).toEqual(mean);
  });

  it.each([
    ['shake', 'shake', 0.25, 0.75],
    ['shake', 'keep', 0.25, 0.25],
    ['shake', 'even', 0.25, 0.5],
    ['even', 'shake', 0.5, 0.75],
    ['even', 'even', 0.5, 0.5],
    ['even', 'keep', 0.5, 0.5],
  ] as const)('goes %s forwards and %s backwards', (forward, backward, share, slope) => {
    const layer = new ShakeShake({ forward, backward });
    const trace = new Trace(modulePaths(layer, 'net'), { mode: 'train', injected: new Set(['net']) });
    const [a, b] = ['a', 'b'].map((name) => trace.input(name, { dtype: 'f32', shape: [1, 4] })) as [Tensor, Tensor];
    const y = layer.apply(a, b);
    const [da, db] = gradients(trace.b, y.sum().ref, [a.ref, b.ref]);
    const graph = trace.b.build({ outputs: { y: y.ref, da: da!, db: db! } });
    const f32 = (data: readonly number[], shape = [1, 4]) => ({
      dtype: 'f32' as const,
      shape,
      data: Float32Array.from(data),
    });
    const { outputs } = interpret(graph, { a: f32(x), b: f32([1, 1, 1, 1]), 'mask:net': f32([0.25, 0.75], [1, 2]) });
    x.forEach((value, i) => {
      expect(outputs['y']!.data[i]).toBeCloseTo(share * value + (1 - share), 6);
      expect(outputs['da']!.data[i]).toBeCloseTo(slope, 6);
      expect(outputs['db']!.data[i]).toBeCloseTo(1 - slope, 6);
    });
  });

  it('refuses branches of two shapes', () => {
    const layer = new ShakeShake();
    const trace = new Trace(modulePaths(layer, 'net'), { mode: 'train' });
    const of = (name: string, shape: number[]) => trace.input(name, { dtype: 'f32', shape });
    expect(() => layer.apply(of('a', [2, 3]), of('b', [2, 4]))).toThrow(
      'ShakeShake at net: needs two branches of one shape',
    );
  });
});

describe('LayerDrop', () => {
  const doubled = new Dense({ units: 4, kernelInitializer: 'identity', biasInitializer: 'ones' });

  it.each(['own', 'shared'] as const)('has the moments of its law: rows %s', async (rows) => {
    const model = alone(new LayerDrop({ layer: doubled, rate: 0.3, rows }), [4]);
    // The layer adds 1: mean x + 0.7, variance 0.7 · 0.3.
    await expectMoments(
      model,
      x,
      x.map((value) => value + 0.7),
      x.map(() => 0.21),
    );
    expect([...(await model.predict([x])).data]).toEqual(x.map((value) => value + 1));
    const { 'net/layerDrop': coin } = await model.masks(0, { batchSize: 6 });
    expect(coin!.shape).toEqual(rows === 'own' ? [6, 1] : [1, 1]);
    const law = [...coin!.data].reduce((sum, m) => sum + Math.log(m ? 0.7 : 0.3), 0);
    expect(await model.logProbability({ 'net/layerDrop': coin! })).toBeCloseTo(law, 5);
  });

  it('refuses a layer that changes the shape', () => {
    expect(() => alone(new LayerDrop({ layer: new Dense({ units: 3 }), rate: 0.1 }), [4])).toThrow(
      'LayerDrop at net/layerDrop: the layer must give what it takes',
    );
  });
});

describe('MultiSampleDropout', () => {
  it.each([1, 3])('has the mean of one sample, and its variance over %d', async (samples) => {
    const layer = new Dense({ units: 1, kernelInitializer: 'ones', useBias: false });
    const model = alone(new MultiSampleDropout({ layer, rate: 0.4, samples }), [4]);
    const sum = x.reduce((total, value) => total + value, 0);
    const variance = (x.reduce((total, value) => total + value ** 2, 0) * (0.4 / 0.6)) / samples;
    await expectMoments(model, x, [sum], [variance]);
    expect((await model.predict([x])).data[0]).toBe(sum);
    expect(Object.keys(await model.masks(0))).toHaveLength(samples);
  });
});

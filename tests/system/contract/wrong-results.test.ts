/** Results that were wrong without a word before every input of a program said who fills it. */
import {
  Constant,
  Dense,
  Dropout,
  GlorotUniform,
  Layer,
  Model,
  sequential,
  Trace,
  type Inputs,
  type Tensor,
} from '@bernoulli/api';
import { drawBernoulli } from '@bernoulli/api/random';
import { describe, expect, it } from 'vitest';
import { backendOf, everywhere, mean, waves, worst } from './laws.ts';

/** Takes two inputs and looks at the first. */
class Ignores extends Model {
  readonly dense = new Dense({ units: 1 });
  readonly dropout = new Dropout({ rate: 0.5 });
  call(a: Tensor, _b: Tensor): Tensor {
    return this.dense.apply(this.dropout.apply(a));
  }
}

/** Keeps with a probability that is read from a weight. */
class Learned extends Layer {
  readonly className: string = 'Learned';
  getConfig(): Record<string, unknown> {
    return {};
  }
  override build(): void {
    this.addWeight({ name: 'keep', shape: [1], initializer: new Constant({ value: 0.9 }) });
  }
  protected keep(x: Tensor): Tensor {
    return this.weight('keep', x);
  }
  call(x: Tensor): Tensor {
    const keep = this.keep(x);
    const trace = Trace.of(x);
    if (!trace.noisy) return x.mul(keep);
    const mask = trace.site({
      type: { dtype: 'bool', shape: x.shape },
      rows: 'own',
      draw: ({ key, rowOffset }) => drawBernoulli(key, keep, x.shape, rowOffset),
      logProbability: (m) => keep.log().broadcastTo(x.shape).where(m, keep.subFrom(1).log()).sum(),
    });
    return x.where(mask, 0);
  }
}

/** Keeps with a probability that follows from the input: J. Ba and B. Frey, "Adaptive dropout" (2013). */
class Standout extends Learned {
  override readonly className = 'Standout';
  override build(): void {}
  protected override keep(x: Tensor): Tensor {
    return x.sigmoid();
  }
}

/** A kernel that is thinned as a whole. */
class ThinKernel extends Layer {
  readonly className = 'ThinKernel';
  readonly dropout = new Dropout({ rate: 0.5 });
  getConfig(): Record<string, unknown> {
    return {};
  }
  override build([, features]: readonly number[]): void {
    this.addWeight({ name: 'kernel', shape: [features!, 3], initializer: new GlorotUniform() });
  }
  call(x: Tensor): Tensor {
    return x.matMul(this.dropout.apply(this.weight('kernel', x)));
  }
}

describe.each(everywhere)('%s', (name) => {
  it('runs a model that ignores one of its inputs', async () => {
    const model = new Ignores();
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', seed: 1, backend: backendOf(name) });
    const [a, b, y] = [3, 2, 1].map((columns) => ({ data: waves(4, columns).flat(), shape: [4, columns] }));
    const both: Inputs = [a!, b!];
    const before = await model.predict(both);
    expect((await model.predict([a!, { ...b!, data: b!.data.map(() => 9) }])).data).toEqual(before.data);
    expect((await model.fit(both, y!, { verbose: 0 })).history['loss']).toHaveLength(1);
    expect((await model.trainOnBatch(both, y!))['loss']).toBeGreaterThan(0);
    expect((await model.evaluate(both, y!))['loss']).toBeGreaterThan(0);
    expect((await model.sample(both, { samples: 8 })).variance.data.every((v) => v > 0)).toBe(true);
    await model.dispose();
  });

  it('draws masks with the weights as they are', async () => {
    const model = sequential([new Learned()]);
    model.compile({ seed: 1, backend: backendOf(name) });
    model.buildFor([100]);
    // 5,000 coins: four standard deviations are 0.017.
    for (const keep of [0.9, 0.25]) {
      await model.setWeights({ 'sequential/learned/keep': [keep] });
      const { 'sequential/learned': mask } = await model.masks(0, { batchSize: 50 });
      expect(Math.abs(mean(mask!.data) - keep)).toBeLessThan(0.025);
    }
    await model.dispose();
  });

  it('draws masks for the rows that a law depends on, and asks for them', async () => {
    const model = sequential([new Standout()]);
    model.compile({ seed: 1, backend: backendOf(name) });
    model.buildFor([100]);
    for (const value of [2, -1]) {
      const x = { data: new Float32Array(5000).fill(value), shape: [50, 100] };
      const keep = 1 / (1 + Math.exp(-value));
      const masks = await model.masks(0, { x });
      const share = mean(masks['sequential/standout']!.data);
      expect(Math.abs(share - keep)).toBeLessThan(0.03);
      const law = 5000 * (share * Math.log(keep) + (1 - share) * Math.log(1 - keep));
      expect(Math.abs((await model.logProbability(masks, { x })) / law - 1)).toBeLessThan(1e-4);
      await expect(model.logProbability(masks)).rejects.toMatchObject({ code: 'DATA' });
    }
    await expect(model.masks(0)).rejects.toThrow(/depends on the input \(sequential\/standout\).*\{ x \}/);
    await model.dispose();
  });

  it('samples masks that a batch shares anew for each sample', async () => {
    const model = sequential([new Dropout({ rate: 0.5, noiseShape: [1, null] })]);
    model.compile({ seed: 1, backend: backendOf(name) });
    const x = waves(3, 4);
    const { mean: centre, variance } = await model.sample(x, { samples: 1000 });
    x.flat().forEach((value, i) => {
      // The law: mean x, variance x² (1 − p) / p; with 1,000 coins the estimates are off by 3 and 0.1 percent of it.
      expect(Math.abs(centre.data[i]! - value)).toBeLessThan(0.15 * Math.abs(value));
      expect(Math.abs(variance.data[i]! / value ** 2 - 1)).toBeLessThan(0.03);
    });
    await model.dispose();
  });

  it('draws one mask for a kernel, whatever the batch', async () => {
    const model = sequential([new ThinKernel()]);
    model.compile({ seed: 1, backend: backendOf(name) });
    const x = Array.from({ length: 8 }, () => [1, 2, 3, 4]);
    const options = { samples: 5, seed: 3 };
    const wanted = await model.sample(x, options);
    for (const batchSize of [1, 3, 8])
      expect(worst((await model.sample(x, { ...options, batchSize })).mean, wanted.mean)).toBeLessThan(1e-5);
    const first = Array.from({ length: 24 }, (_, i) => wanted.mean.data[i % 3]!);
    expect(worst(wanted.mean, { data: first })).toBeLessThan(1e-5);
    expect(wanted.variance.data.some((v) => v > 0)).toBe(true);
    await model.dispose();
  });
});

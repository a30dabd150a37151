/** DropConnect, the noise on weights: one mask for the batch, or one for each row of it. */
import { Dense, GlorotUniform, Layer, Model, Trace, type Tensor } from '@bernoulli/api';
import { drawBernoulli } from '@bernoulli/api/random';
import { describe, expect, it } from 'vitest';
import {
  everywhere,
  expectExport,
  expectResume,
  expectSameMasks,
  mean,
  ready,
  waves,
  worst,
  type Subject,
} from './laws.ts';

const keep = 0.7;
const units = 5;

/** L. Wan et al., "Regularization of Neural Networks using DropConnect", ICML 2013. */
class DropConnect extends Layer {
  readonly className = 'DropConnect';
  readonly rows: 'own' | 'shared';
  constructor(rows: 'own' | 'shared') {
    super();
    this.rows = rows;
  }
  getConfig(): Record<string, unknown> {
    return { rows: this.rows };
  }
  override build([, features]: readonly number[]): void {
    this.addWeight({ name: 'kernel', shape: [features!, units], initializer: new GlorotUniform() });
  }
  call(x: Tensor): Tensor {
    const trace = Trace.of(x);
    const kernel = this.weight('kernel', x);
    if (!trace.noisy) return x.matMul(kernel);
    const [batch, features] = x.shape as [number, number];
    const shape = this.rows === 'own' ? [batch, ...kernel.shape] : kernel.shape;
    const mask = trace.site({
      type: { dtype: 'bool', shape },
      rows: this.rows,
      draw: ({ key, rowOffset }) => drawBernoulli(key, keep, shape, rowOffset),
      logProbability: (m) =>
        m
          .cast('f32')
          .mul(Math.log(keep / (1 - keep)))
          .add(Math.log(1 - keep))
          .sum(),
    });
    const thinned = kernel.div(keep).broadcastTo(shape).where(mask, 0);
    return this.rows === 'shared'
      ? x.matMul(thinned)
      : x.reshape([batch, 1, features]).matMul(thinned).reshape([batch, units]);
  }
}

class Net extends Model {
  readonly drop: DropConnect;
  readonly head = new Dense({ units: 1 });
  constructor(rows: 'own' | 'shared') {
    super({ name: 'net' });
    this.drop = new DropConnect(rows);
  }
  call(x: Tensor): Tensor {
    return this.head.apply(this.drop.apply(x).tanh());
  }
}

/** The layer alone, whose moments are known. */
class Alone extends Model {
  readonly drop: DropConnect;
  constructor(rows: 'own' | 'shared') {
    super({ name: 'alone' });
    this.drop = new DropConnect(rows);
  }
  call(x: Tensor): Tensor {
    return this.drop.apply(x);
  }
}

const x = waves(20, 4);
const subjectOf = <M extends Model>(make: () => M): Subject<M> => ({
  make,
  config: { optimizer: 'adam', loss: 'meanSquaredError', seed: 5 },
  row: [4],
  x,
  y: x.map((row) => [2 * row[0]! + row[1]!]),
});

describe.each(everywhere.flatMap((name) => (['shared', 'own'] as const).map((rows) => ({ name, rows }))))(
  'DropConnect on $name, masks $rows by rows',
  ({ name, rows }) => {
    const subject = subjectOf(() => new Net(rows));

    it('draws a mask of the right size, share and law', async () => {
      const model = ready(subject, name);
      const { 'net/drop': mask } = await model.masks(3, { batchSize: 6 });
      expect(mask!.shape).toEqual(rows === 'own' ? [6, 4, units] : [4, units]);
      const ones = mask!.data.length * mean(mask!.data);
      const law = ones * Math.log(keep) + (mask!.data.length - ones) * Math.log(1 - keep);
      expect(Math.abs((await model.logProbability({ 'net/drop': mask! })) - law)).toBeLessThan(1e-3);
      await model.dispose();
    });

    it('samples with the variance of the law, whatever the batch', async () => {
      const model = ready(
        subjectOf(() => new Alone(rows)),
        name,
      );
      const kernel = (await model.getWeights())['alone/drop/kernel']!.data;
      const some = x.slice(0, 2);
      const options = { samples: 1000, seed: 2 };
      const { mean: centre, variance } = await model.sample(some, options);
      const ratios = some.flatMap((row, i) =>
        Array.from({ length: units }, (_, j) => {
          const parts = row.map((value, k) => value * kernel[k * units + j]!);
          const law = parts.reduce((sum, part) => sum + part ** 2, 0) * ((1 - keep) / keep);
          const off = centre.data[i * units + j]! - parts.reduce((sum, part) => sum + part, 0);
          expect(Math.abs(off)).toBeLessThan(5 * Math.sqrt(law / 1000));
          return variance.data[i * units + j]! / law;
        }),
      );
      // Each estimate is off by some 4 percent.
      expect(Math.abs(mean(ratios) - 1)).toBeLessThan(0.1);
      for (const ratio of ratios) expect(Math.abs(ratio - 1)).toBeLessThan(0.25);
      const cut = await model.sample(some, { ...options, batchSize: 1 });
      expect(worst(cut.mean, centre)).toBeLessThan(1e-5);
      await model.dispose();
    });

    it('resumes bit for bit, draws what cpu() draws, and is exported', async () => {
      const model = await expectResume(subject, name);
      await expectExport(model, x);
      await model.dispose();
      await expectSameMasks(subject, name);
    });
  },
);

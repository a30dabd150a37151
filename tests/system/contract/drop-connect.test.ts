/** DropConnect, the noise on weights: one mask for the batch, or one for each row of it. */
import { Constant, Dense, DropConnect, Model, type Tensor } from '@bernoulli/api';
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

const settings = { units, rate: 1 - keep, useBias: false };

class Net extends Model {
  readonly drop: DropConnect;
  readonly head = new Dense({ units: 1 });
  constructor(rows: 'own' | 'shared') {
    super({ name: 'net' });
    this.drop = new DropConnect({ ...settings, rows });
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
    this.drop = new DropConnect({ ...settings, rows });
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

/** The layer on rows of two steps of two features, with a bias. */
class Steps extends Model {
  readonly drop: Dense | DropConnect;
  constructor(drop: Dense | DropConnect) {
    super({ name: 'steps' });
    this.drop = drop;
  }
  call(x: Tensor): Tensor {
    return this.drop.apply(x.reshape([null, 2, 2]));
  }
}

describe.each(everywhere)('DropConnect at its ends on %s', (name) => {
  const laws = { units: 3, kernelInitializer: 'ones', biasInitializer: new Constant({ value: 0.5 }) } as const;
  const sampled = async (drop: Dense | DropConnect): Promise<number[]> => {
    const model = ready(
      subjectOf(() => new Steps(drop)),
      name,
    );
    const { mean: one } = await model.sample(x.slice(0, 3), { samples: 1, seed: 4 });
    await model.dispose();
    return [...one.data];
  };

  it.each(['shared', 'own'] as const)('is Dense at rate 0, and its bias at rate 1: rows %s', async (rows) => {
    const dense = await sampled(new Dense(laws));
    const none = await sampled(new DropConnect({ ...laws, rate: 0, rows }));
    expect(worst({ data: none }, { data: dense })).toBeLessThan(1e-6);
    expect(await sampled(new DropConnect({ ...laws, rate: 1, rows }))).toEqual(dense.map(() => 0.5));
  });

  it('drops the connections of each unit by its own rate, and the same ones at each step of a row', async () => {
    const got = await sampled(new DropConnect({ ...laws, rate: [0, 0.5, 1], rows: 'own' }));
    const inputs = x.slice(0, 3).flatMap(([a, b, c, d]) => [
      [a!, b!],
      [c!, d!],
    ]);
    inputs.forEach(([a, b], step) => {
      const [all, some, none] = got.slice(3 * step, 3 * step + 3).map((y) => y - 0.5);
      expect(all).toBeCloseTo(a! + b!, 5);
      expect(none).toBe(0);
      // Two coins a row, of which the second step has the same.
      const [c, d] = inputs[step ^ 1]!;
      const other = got[3 * (step ^ 1) + 1]! - 0.5;
      const coins = [0, 1, 2, 3].map((code) => [2 * (code & 1), code & 2] as const);
      const fits = coins.filter(
        ([m, n]) => Math.abs(m * a! + n * b! - some!) + Math.abs(m * c! + n * d! - other) < 1e-4,
      );
      expect(fits).toHaveLength(1);
    });
  });
});

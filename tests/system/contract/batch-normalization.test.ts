/** BatchNormalization in training, everywhere: statistics that a layer moves by itself. */
import { BatchNormalization, Dense, Dropout, Model, sequential, type Sequential, type Tensor } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { bits } from '../nets.ts';
import {
  backendOf,
  everywhere,
  expectExport,
  expectResume,
  expectSameMasks,
  mean,
  training,
  waves,
  worst,
  type Subject,
} from './laws.ts';

const momentum = 0.9;

class Net extends Model {
  readonly dense = new Dense({ units: 6, activation: 'tanh' });
  readonly norm = new BatchNormalization({ momentum });
  readonly dropout = new Dropout({ rate: 0.3 });
  readonly head = new Dense({ units: 1 });
  call(x: Tensor): Tensor {
    return this.head.apply(this.dropout.apply(this.norm.apply(this.dense.apply(x))));
  }
}

const x = waves(20, 4);
const subject: Subject<Net> = {
  make: () => new Net(),
  config: { optimizer: 'adam', loss: 'meanSquaredError', seed: 5 },
  row: [4],
  x,
  y: x.map((row) => [2 * row[0]! + row[1]!]),
};

/** Statistics of the rows themselves, which no training changes. */
function normalized(name: string): Sequential {
  const model = sequential([new BatchNormalization({ momentum }), new Dense({ units: 1 })]);
  model.compile({ ...subject.config, backend: backendOf(name) });
  model.buildFor([4]);
  return model;
}

const paths = ['sequential/batchNormalization/movingMean', 'sequential/batchNormalization/movingVariance'] as const;

describe.each(everywhere)('BatchNormalization on %s', (name) => {
  it('moves its statistics by every batch, the smaller last one included', async () => {
    const model = normalized(name);
    await model.fit(x, subject.y, { epochs: 1, batchSize: 8, shuffle: false, verbose: 0 });
    const weights = await model.getWeights();
    const [centre, variance] = [new Array<number>(4).fill(0), new Array<number>(4).fill(1)];
    for (const rows of [x.slice(0, 8), x.slice(8, 16), x.slice(16)])
      for (let j = 0; j < 4; j++) {
        const column = rows.map((row) => row[j]!);
        const spread = mean(column.map((value) => (value - mean(column)) ** 2));
        centre[j] = momentum * centre[j]! + (1 - momentum) * mean(column);
        variance[j] = momentum * variance[j]! + (1 - momentum) * spread;
      }
    expect(worst(weights[paths[0]]!, { data: centre })).toBeLessThan(1e-6);
    expect(worst(weights[paths[1]]!, { data: variance })).toBeLessThan(1e-6);
    await model.dispose();
  });

  it('leaves them alone outside training, in a step that goes wrong, and when frozen', async () => {
    const model = normalized(name);
    await model.trainOnBatch(x, subject.y);
    const before = bits(await model.getWeights());
    await model.evaluate(x, subject.y);
    await model.predict(x);
    await model.sample(x, { samples: 2 });
    await model.masks(0);
    await expect(
      model.trainOnBatch(
        [[3e38], [-3e38]].map(([v]) => [v!, 1, 1, 1]),
        [[0], [0]],
      ),
    ).rejects.toMatchObject({ code: 'NON_FINITE' });
    expect(bits(await model.getWeights())).toEqual(before);
    await model.dispose();

    const frozen = new Net();
    frozen.norm.trainable = false;
    frozen.compile({ ...subject.config, backend: backendOf(name) });
    frozen.buildFor([4]);
    const initial = bits(await frozen.getWeights());
    await frozen.fit(x, subject.y, training);
    const trained = bits(await frozen.getWeights());
    for (const [path, value] of Object.entries(trained))
      expect(value === initial[path], path).toBe(path.startsWith('net/norm/'));
    await frozen.dispose();
  });

  it('predicts and samples with the moving statistics, row by row', async () => {
    const model = normalized(name);
    await model.fit(x, subject.y, training);
    const all = await model.predict(x);
    expect(worst(await model.predict(x.slice(0, 3)), { data: all.data.slice(0, 3) })).toBeLessThan(1e-6);
    const { mean: centre, variance } = await model.sample(x, { samples: 3 });
    expect(worst(centre, all)).toBeLessThan(1e-6);
    expect(Math.max(...variance.data)).toBeLessThan(1e-12);
    await model.dispose();
  });

  it('resumes bit for bit, draws what cpu() draws, and is exported', async () => {
    const model = await expectResume(subject, name);
    await expectExport(model, x);
    await model.dispose();
    await expectSameMasks(subject, name);
  });
});

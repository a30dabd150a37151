/** A model that returns a record: losses, metrics and predictions for each output by its name. */
import { Adam, Dense, Dropout, Model, type CompileConfig, type Tensor } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { everywhere, expectExport, expectResume, expectSameMasks, ready, waves, worst, type Subject } from './laws.ts';

class Net extends Model {
  readonly trunk = new Dense({ units: 8, activation: 'tanh' });
  readonly dropout = new Dropout({ rate: 0.3 });
  readonly kind = new Dense({ units: 3, activation: 'softmax' });
  readonly size = new Dense({ units: 1 });
  call(x: Tensor): { kind: Tensor; size: Tensor; trunk: Tensor } {
    const trunk = this.trunk.apply(x);
    const thinned = this.dropout.apply(trunk);
    return { kind: this.kind.apply(thinned), size: this.size.apply(thinned), trunk };
  }
}

const x = waves(20, 4);
const kind = x.map((_, i) => i % 3);
const size = x.map((row) => [2 * row[0]! + row[1]!]);
const config = {
  optimizer: new Adam({ learningRate: 0.01 }),
  loss: { kind: 'sparseCategoricalCrossentropy', size: 'meanSquaredError', trunk: null },
  lossWeights: { size: 0.25 },
  metrics: { kind: ['accuracy'], size: ['meanAbsoluteError'] },
  seed: 5,
} satisfies CompileConfig;
const subject: Subject<Net> = { make: () => new Net(), config, row: [4], x, y: { kind, size } };

const figures = ['loss', 'kindLoss', 'sizeLoss', 'kindAccuracy', 'sizeMeanAbsoluteError'];

describe.each(everywhere)('two outputs on %s', (name) => {
  it('are trained and judged by the weighed sum of their losses', async () => {
    const model = ready(subject, name);
    const batch = await model.trainOnBatch(x, subject.y);
    const judged = await model.evaluate(x, subject.y, { batchSize: 7 });
    for (const logs of [batch, judged]) {
      expect(Object.keys(logs).sort()).toEqual([...figures].sort());
      expect(Math.abs(logs['loss']! - (logs['kindLoss']! + 0.25 * logs['sizeLoss']!))).toBeLessThan(1e-5);
    }
    const validationData = [x, subject.y] as const;
    const { history } = await model.fit(x, subject.y, { epochs: 2, validationData, verbose: 0 });
    const judgedToo = figures.map((figure) => `val${figure[0]!.toUpperCase()}${figure.slice(1)}`);
    expect(Object.keys(history).sort()).toEqual([...figures, ...judgedToo].sort());
    await model.dispose();
  });

  it('are predicted and sampled by name, and evaluated as they are predicted', async () => {
    const model = ready(subject, name);
    await model.fit(x, subject.y, { epochs: 2, verbose: 0 });
    const predicted = await model.predict(x);
    expect(Object.entries(predicted).map(([output, { shape }]) => [output, shape])).toEqual([
      ['kind', [20, 3]],
      ['size', [20, 1]],
      ['trunk', [20, 8]],
    ]);
    const logs = await model.evaluate(x, subject.y);
    const right = kind.filter((label, i) => {
      const row = [...predicted.kind.data.slice(3 * i, 3 * i + 3)];
      return row.indexOf(Math.max(...row)) === label;
    });
    expect(logs['kindAccuracy']).toBeCloseTo(right.length / 20, 6);
    const off = size.map(([value], i) => value! - predicted.size.data[i]!);
    expect(logs['sizeLoss']).toBeCloseTo(off.reduce((sum, d) => sum + d * d, 0) / 20, 4);

    const { mean, variance } = await model.sample(x, { samples: 50 });
    expect(worst(mean.trunk, predicted.trunk)).toBeLessThan(1e-5);
    expect(Math.max(...variance.trunk.data)).toBeLessThan(1e-10);
    for (const value of variance.size.data) expect(value).toBeGreaterThan(0);
    await model.dispose();
  });

  it('train only what their losses reach', async () => {
    const model = ready(
      { ...subject, config: { ...config, loss: { ...config.loss, size: null }, metrics: [], lossWeights: {} } },
      name,
    );
    const before = await model.getWeights();
    await model.fit(x, { kind }, { epochs: 1, verbose: 0 });
    const after = await model.getWeights();
    for (const [path, value] of Object.entries(after))
      expect(worst(value, before[path]!) > 0, path).toBe(!path.startsWith('net/size/'));
    await model.dispose();
  });

  it('resume bit for bit, draw what cpu() draws, and are exported', async () => {
    const model = await expectResume(subject, name);
    await expectExport(model, x);
    await model.dispose();
    await expectSameMasks(subject, name);
  });
});

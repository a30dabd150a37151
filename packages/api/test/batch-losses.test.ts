/** Losses in which rows meet, or labels are sequences, through training and evaluation. */
import {
  Circle,
  CTC,
  Dense,
  Dice,
  MeanSquaredError,
  metrics,
  Model,
  sequential,
  type ArrayInput,
  type Loss,
  type Tensor,
} from '@bernoulli/api';
import { interpreter } from '@bernoulli/api/ir/interpret';
import { describe, expect, it } from 'vitest';

const rows = 10;
const x = Array.from({ length: rows }, (_, i) => Array.from({ length: 3 }, (_, j) => Math.sin(2 * i + j)));

function trainable(loss: Loss, units: number) {
  const model = sequential([new Dense({ units, activation: 'sigmoid', name: 'out' })], { name: 'net' });
  model.compile({ optimizer: 'adam', loss, seed: 3, backend: interpreter() });
  return model;
}

describe.each([
  { loss: new Dice(), y: x.map((row) => row.slice(0, 2).map((v) => Number(v > 0))), units: 2 },
  { loss: new Dice({ axis: 0 }), y: x.map((row) => row.slice(0, 2).map((v) => Number(v > 0))), units: 2 },
  // Class numbers of people, say: more than the embedding has axes.
  { loss: new Circle({ gamma: 2 }), y: x.map((_, i) => 1000 + (i % 3)), units: 2 },
])('$loss.className', ({ loss, y, units }) => {
  const judged = async (count: number, batchSize: number) => {
    const model = trainable(loss, units);
    const { loss: value } = await model.evaluate(x.slice(0, count), y.slice(0, count) as ArrayInput, { batchSize });
    await model.dispose();
    return value!;
  };

  it('is evaluated batch by batch, whatever fills the last one', async () => {
    const model = trainable(loss, units);
    const parts = [];
    for (const [start, end] of [
      [0, 5],
      [5, 9],
    ] as const) {
      const own = await model.evaluate(x.slice(start, end), y.slice(start, end) as ArrayInput);
      parts.push({ loss: own['loss']!, rows: end - start });
    }
    const want = parts.reduce((sum, part) => sum + part.loss * part.rows, 0) / 9;
    expect(Math.abs((await judged(9, 5)) - want)).toBeLessThan(1e-6);
  });

  it('is learnt', async () => {
    const model = trainable(loss, units);
    const { history } = await model.fit(x, y as ArrayInput, { epochs: 40, batchSize: 5, verbose: 0 });
    expect(history['loss']!.at(-1)).toBeLessThan(history['loss']![0]!);
    await model.dispose();
  });
});

describe('rows that fill a batch', () => {
  it('make no NaN of their own, where a row of zeros would', async () => {
    const net = sequential([new Dense({ units: 3, useBias: false, kernelInitializer: 'ones' })], { name: 'net' });
    net.compile({
      loss: 'categoricalCrossentropy',
      metrics: ['crossentropy', new metrics.AUC()],
      seed: 0,
      backend: interpreter(),
    });
    const shares = x.map(() => [0.2, 0.3, 0.5]);
    const answers = x.map((_, i) => [0, 1, 2].map((c) => Number(i % 3 === c)));
    const logs = await net.evaluate(shares, answers, { batchSize: 4 });
    for (const figure of ['loss', 'crossentropy']) expect(Math.abs(logs[figure]! - Math.log(3))).toBeLessThan(1e-6);
    expect(logs['auc']).toBeCloseTo(0.5, 6);
  });
});

describe('figures of several numbers', () => {
  it('are reported one by one, for each output', async () => {
    class Two extends Model {
      readonly left = new Dense({ units: 2, activation: 'sigmoid' });
      readonly right = new Dense({ units: 3 });
      call(input: Tensor): { left: Tensor; right: Tensor } {
        return { left: this.left.apply(input), right: this.right.apply(input) };
      }
    }
    const model = new Two();
    model.compile({
      optimizer: 'sgd',
      loss: { left: 'binaryCrossentropy', right: new MeanSquaredError() },
      metrics: {
        left: [new metrics.Recall({ thresholds: [0.2, 0.8] }), new metrics.AUC()],
        right: [new metrics.R2Score({ classAggregation: null })],
      },
      seed: 1,
      backend: interpreter(),
    });
    const y = {
      left: x.map((row) => [Number(row[0]! > 0), Number(row[1]! > 0)]),
      right: x.map((row) => [row[0]!, row[1]!, row[2]!]),
    };
    const whole = await model.evaluate(x, y);
    const names = ['leftRecall0', 'leftRecall1', 'leftAuc', 'rightR2Score0', 'rightR2Score1', 'rightR2Score2'];
    expect(Object.keys(whole).sort()).toEqual(['loss', 'leftLoss', 'rightLoss', ...names].sort());
    const cut = await model.evaluate(x, y, { batchSize: 4 });
    for (const name of names)
      expect(Math.abs(cut[name]! - whole[name]!)).toBeLessThan(1e-5 * (1 + Math.abs(whole[name]!)));
    const { history } = await model.fit(x, y, { epochs: 2, batchSize: 4, verbose: 0, validationData: [x, y] });
    expect(history['valLeftRecall1']).toHaveLength(2);
    const weighted = await model.evaluate(x, y, { batchSize: 4, sampleWeight: x.map((_, i) => i) });
    expect(Object.keys(weighted)).toEqual(expect.arrayContaining(names));
  });
});

describe('CTC', () => {
  const speech = Array.from({ length: 6 }, (_, i) =>
    Array.from({ length: 5 }, (_, t) => [Math.sin(i + t), Math.cos(t * i)]),
  );
  const model = () => {
    const net = sequential([new Dense({ units: 4 })], { name: 'net' });
    net.compile({ optimizer: 'adam', loss: new CTC({ maxLabels: 3 }), seed: 1, backend: interpreter() });
    return net;
  };
  const labels = [
    [1, 2],
    [3, 0],
    [2, 2],
    [1, 0],
    [0, 0],
    [3, 1],
  ];

  it('takes labels that are shorter than there is room for', async () => {
    const net = model();
    const wide = labels.map((row) => [...row, 0]);
    expect(await net.evaluate(speech, labels)).toEqual(await net.evaluate(speech, wide));
    const { history } = await net.fit(speech, labels, { epochs: 20, batchSize: 4, verbose: 0 });
    expect(history['loss']!.at(-1)).toBeLessThan(history['loss']![0]!);
  });

  it('refuses labels that are longer, or no classes', async () => {
    const net = model();
    await expect(
      net.evaluate(
        speech,
        labels.map((row) => [...row, 0, 0]),
      ),
    ).rejects.toThrow('CTC with predictions [?batch, 5, 4] needs labels [?batch, 3]. Received [?batch, 4].');
    await expect(
      net.evaluate(
        speech,
        labels.map(() => [4, 0]),
      ),
    ).rejects.toThrow('must be a whole number in [0, 3]');
  });
});

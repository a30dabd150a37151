/** Losses in which rows meet, or labels are sequences, through training and evaluation. */
import { Circle, CTC, Dense, Dice, sequential, type ArrayInput, type Loss } from '@bernoulli/api';
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

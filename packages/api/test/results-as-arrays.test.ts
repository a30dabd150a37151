/** Whatever a model hands out can be had as nested arrays, and goes in again. */
import { Adam, Dense, Dropout, Model, type Tensor } from '@bernoulli/api';
import { expect, expectTypeOf, it } from 'vitest';
import { compiled } from './nets.ts';

class Heads extends Model {
  dropout = new Dropout({ rate: 0.5 });
  left = new Dense({ units: 2 });
  right = new Dense({ units: 1 });
  constructor() {
    super({ name: 'heads' });
  }
  call(x: Tensor): { left: Tensor; right: Tensor } {
    const kept = this.dropout.apply(x);
    return { left: this.left.apply(kept), right: this.right.apply(kept) };
  }
}

it('predictions, samples, masks, weights and their averages', async () => {
  const model = compiled(new Heads(), {
    optimizer: new Adam({ useEma: true }),
    loss: 'meanSquaredError',
    metrics: [],
  });
  const x = [[1, 2, 3], [4, 5, 6]]; // prettier-ignore
  await model.trainOnBatch(x, { left: x.map(() => [0, 0]), right: [1, 1] });
  const predicted = await model.predict(x);
  expectTypeOf(predicted.left.toArray(2)).toEqualTypeOf<number[][]>();
  const { mean, variance } = await model.sample(x, { samples: 3 });
  const weights = await model.getWeights();
  const handedOut = {
    ...predicted,
    mean: mean.left,
    variance: variance.right,
    ...(await model.masks(0, { batchSize: 2 })),
    ...weights,
    averaged: (await model.averagedWeights())['heads/left/kernel']!,
  };
  for (const [name, value] of Object.entries(handedOut)) {
    const array = value.toArray();
    expect([name, array.length]).toEqual([name, value.shape[0]]);
    expect([name, array.flat(2)]).toEqual([name, Array.from(value.data)]);
  }
  const nested = Object.fromEntries(Object.entries(weights).map(([path, value]) => [path, value.toArray()]));
  const again = compiled(new Heads(), { loss: 'meanSquaredError', metrics: [] });
  again.buildFor([3]);
  await again.setWeights(nested);
  expect(await again.predict(x)).toEqual(predicted);
});

/** A schedule that gives no rate is refused at the step that has it, with the place, and the model goes on. */
import { Dense, Dropout, Model, sequential, type Schedule, type Tensor } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { bits } from '../nets.ts';
import { everywhere, ready, waves, type Subject } from './laws.ts';

const x = waves(8, 4);

/** A rate that is a bare function. */
class Bare extends Model {
  readonly dense = new Dense({ units: 4 });
  readonly dropout: Dropout;
  constructor(rate: Schedule) {
    super({ name: 'bare' });
    this.dropout = new Dropout({ rate });
  }
  call(x: Tensor): Tensor {
    return this.dropout.apply(this.dense.apply(x));
  }
}

const subjectOf = (rate: Schedule): Subject => ({
  make: () => new Bare(rate),
  config: { optimizer: 'adam', loss: 'meanSquaredError', seed: 5 },
  row: [4],
  x,
  y: x,
});

describe.each(everywhere)('on %s', (name) => {
  it.each([
    ['NaN', Number.NaN],
    ['more than 1', 1.5],
    ['less than 0', -0.1],
  ])('a rate of %s is refused', async (_, bad) => {
    let wrong = false;
    const model = ready(
      subjectOf((step) => (wrong && step === 2 ? bad : 0.5)),
      name,
    );
    await model.trainOnBatch(x, x);
    await model.trainOnBatch(x, x);
    const before = bits(await model.getWeights());
    wrong = true;
    const refused = { code: 'CONFIG', problem: { at: 'bare/dropout/keep', received: String(bad) } };
    await expect(model.trainOnBatch(x, x)).rejects.toMatchObject(refused);
    await expect(model.masks(2)).rejects.toMatchObject(refused);
    expect(model.progress.step).toBe(2);
    expect(bits(await model.getWeights())).toEqual(before);

    wrong = false;
    await model.trainOnBatch(x, x);
    const untroubled = ready(
      subjectOf(() => 0.5),
      name,
    );
    for (let step = 0; step < 3; step++) await untroubled.trainOnBatch(x, x);
    expect(bits(await model.getWeights())).toEqual(bits(await untroubled.getWeights()));
    await model.dispose();
    await untroubled.dispose();
  });
});

it('a function that has no name to be stored by is refused where layers have to be told by data', () => {
  const [nameless] = [() => 0.5];
  expect(() => sequential([new Dropout({ rate: nameless! })])).toThrow(/Dropout: rate is a function without a name/);
});

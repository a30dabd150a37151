/** DropPath, also called stochastic depth: a whole branch is kept or dropped for each row. */
import { Dense, DropPath, Model, type Tensor } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { everywhere, expectExport, expectResume, expectSameMasks, ready, waves, type Subject } from './laws.ts';

/** Rows of 2 × 3 with two branches; the second use of the layer draws by itself. */
class Net extends Model {
  readonly first = new Dense({ units: 3, activation: 'tanh' });
  readonly second = new Dense({ units: 3, activation: 'tanh' });
  readonly path = new DropPath({ rate: 0.4 });
  readonly head = new Dense({ units: 1 });
  call(x: Tensor): Tensor {
    const rows = x.reshape([null, 2, 3]);
    const middle = rows.add(this.path.apply(this.first.apply(rows)));
    const last = middle.add(this.path.apply(this.second.apply(middle)));
    return this.head.apply(last.reshape([null, 6]));
  }
}

/** The path alone. */
class Alone extends Model {
  readonly path = new DropPath({ rate: 0.4 });
  call(x: Tensor): Tensor {
    return this.path.apply(x);
  }
}

const x = waves(20, 6);
const config = { optimizer: 'adam', loss: 'meanSquaredError', seed: 5 } as const;
const subject: Subject<Net> = {
  make: () => new Net(),
  config,
  row: [6],
  x,
  y: x.map((row) => [2 * row[0]! + row[1]!]),
};

describe.each(everywhere)('DropPath on %s', (name) => {
  it('has a coin for each row and use', async () => {
    const model = ready(subject, name);
    const masks = await model.masks(0, { batchSize: 200 });
    expect(Object.keys(masks)).toEqual(['net/path', 'net/path@1']);
    const [a, b] = Object.values(masks);
    expect(a!.shape).toEqual([200, 1, 1]);
    expect(a!.data).not.toEqual(b!.data);
    const ones = [...a!.data, ...b!.data].reduce((sum, kept) => sum + kept, 0);
    // 400 coins: four standard deviations are 39.
    expect(Math.abs(ones - 0.6 * 400)).toBeLessThan(39);
    const law = ones * Math.log(0.6) + (400 - ones) * Math.log(0.4);
    expect(Math.abs((await model.logProbability(masks)) - law)).toBeLessThan(1e-2);
    await model.dispose();
  });

  it('samples with the moments of the law, and a row is dropped as a whole', async () => {
    const model = ready({ ...subject, make: () => new Alone() }, name);
    const some = x.slice(0, 3);
    const { mean, variance } = await model.sample(some, { samples: 2000 });
    some.flat().forEach((value, i) => {
      const law = model.path.moments(value);
      expect(Math.abs(mean.data[i]! / value - 1)).toBeLessThan(0.09);
      expect(Math.abs(variance.data[i]! / law.variance - 1)).toBeLessThan(0.06);
    });
    // One coin for the row: all of its elements are off by the same factor.
    for (let i = 0; i < 18; i++)
      expect(mean.data[i]! / x.flat()[i]!).toBeCloseTo(mean.data[i - (i % 6)]! / x.flat()[i - (i % 6)]!, 4);
    await model.dispose();
  });

  it('resumes bit for bit, draws what cpu() draws, and is exported', async () => {
    const model = await expectResume(subject, name);
    await expectExport(model, x);
    await model.dispose();
    await expectSameMasks(subject, name);
  });
});

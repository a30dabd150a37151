/** Noise that stays for some steps, as recurrent dropout and fixed random features want it. */
import { Dense, Dropout, Model, type Tensor } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { bits } from '../nets.ts';
import { everywhere, expectExport, expectResume, expectSameMasks, ready, waves, type Subject } from './laws.ts';

class Kept extends Dropout {
  readonly #every: number;
  constructor(every: number) {
    super({ rate: 0.5 });
    this.#every = every;
  }
  protected override get every(): number {
    return this.#every;
  }
}

class Net extends Model {
  readonly dense = new Dense({ units: 8, activation: 'tanh' });
  readonly always = new Kept(1);
  readonly five = new Kept(5);
  readonly once = new Kept(Infinity);
  readonly head = new Dense({ units: 1 });
  call(x: Tensor): Tensor {
    const sites = [this.always, this.five, this.once];
    return this.head.apply(sites.reduce((value, site) => site.apply(value), this.dense.apply(x)));
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

describe.each(everywhere)('noise that is kept, on %s', (name) => {
  it('is equal in a window, and new in the next', async () => {
    const model = ready(subject, name);
    const steps = [0, 1, 4, 5, 9, 10, 2 ** 31];
    const drawn: Record<string, string>[] = [];
    for (const step of steps) drawn.push(bits(await model.masks(step)));
    for (const [path, every] of Object.entries({ always: 1, five: 5, once: Infinity }))
      drawn.forEach((a, i) =>
        drawn.forEach((b, j) => {
          const together = Math.floor(steps[i]! / every) === Math.floor(steps[j]! / every);
          expect(a[`net/${path}`] === b[`net/${path}`], `${path} at ${steps[i]} and ${steps[j]}`).toBe(together);
        }),
      );
    // Masks are drawn by row number: a larger batch begins with the same rows.
    const many = await model.masks(3, { batchSize: 64 });
    const few = await model.masks(3, { batchSize: 2 });
    for (const [path, mask] of Object.entries(few)) expect(many[path]!.data.slice(0, 16)).toEqual(mask.data);
    await model.dispose();
  });

  it('samples anew for each sample and row', async () => {
    const model = ready(subject, name);
    const { variance } = await model.sample([x[0]!, x[0]!], { samples: 200 });
    for (const value of variance.data) expect(value).toBeGreaterThan(1e-4);
    expect(variance.data[0]).not.toBe(variance.data[1]);
    await model.dispose();
  });

  it('resumes bit for bit, draws what cpu() draws, and is exported', async () => {
    const model = await expectResume(subject, name);
    await expectExport(model, x);
    await model.dispose();
    await expectSameMasks(subject, name, [0, 4, 5]);
  });
});

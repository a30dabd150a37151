/** Rates and learning rates that follow a schedule: ours, and a layer of one's own. */
import {
  Adam,
  Dense,
  Dropout,
  Layer,
  Model,
  modelFromFiles,
  modelToFiles,
  schedules,
  sequential,
  Trace,
  type Schedule,
  type Sequential,
  type Tensor,
} from '@bernoulli/api';
import { drawBernoulli } from '@bernoulli/api/random';
import { describe, expect, it } from 'vitest';
import { bits } from '../nets.ts';
import {
  backendOf,
  everywhere,
  expectExport,
  expectResume,
  expectSameMasks,
  mean,
  ready,
  waves,
  type Subject,
} from './laws.ts';

const rate = schedules.linear({ from: 0, to: 0.8, steps: 100 });

/** Dropout without a product class: the probability of keeping is a number of the step. */
class Scheduled extends Layer {
  readonly className = 'Scheduled';
  readonly #rate: Schedule;
  constructor(scheduled: Schedule) {
    super();
    this.#rate = scheduled;
  }
  getConfig(): Record<string, unknown> {
    return {};
  }
  call(x: Tensor): Tensor {
    const trace = Trace.of(x);
    if (!trace.noisy) return x;
    const keep = trace.scalar('keep', (step) => 1 - this.#rate(step));
    const mask = trace.site({
      type: { dtype: 'bool', shape: x.shape },
      rows: 'own',
      draw: ({ key, rowOffset }) => drawBernoulli(key, keep, x.shape, rowOffset),
      logProbability: (m) => keep.log().broadcastTo(x.shape).where(m, keep.subFrom(1).log()).sum(),
    });
    return x.div(keep).where(mask, 0);
  }
}

class Net extends Model {
  readonly dense = new Dense({ units: 8, activation: 'tanh' });
  readonly ours = new Dropout({ rate });
  readonly own = new Scheduled(rate);
  readonly head = new Dense({ units: 1 });
  call(x: Tensor): Tensor {
    return this.head.apply(this.own.apply(this.ours.apply(this.dense.apply(x))));
  }
}

const x = waves(20, 4);
const config = {
  optimizer: new Adam({ learningRate: schedules.cosine({ from: 0.02, steps: 10 }) }),
  loss: 'meanSquaredError',
  seed: 5,
} as const;
const subject: Subject<Net> = {
  make: () => new Net(),
  config,
  row: [4],
  x,
  y: x.map((row) => [2 * row[0]! + row[1]!]),
};

/** Layers that a file can describe. */
function stack(name: string): Sequential {
  const model = sequential([
    new Dense({ units: 8, activation: 'tanh' }),
    new Dropout({ rate }),
    new Dense({ units: 1 }),
  ]);
  model.compile({ ...config, backend: backendOf(name) });
  model.buildFor([4]);
  return model;
}

describe.each(everywhere)('schedules on %s', (name) => {
  it('keep the share that the step says, before and after training', async () => {
    const model = ready(subject, name);
    for (const round of [0, 1]) {
      for (const step of [0, 50, 100, 250])
        for (const [path, mask] of Object.entries(await model.masks(step, { batchSize: 500 })))
          // 4,000 coins: four standard deviations are 0.032.
          expect(Math.abs(mean(mask.data) - (1 - rate(step))), `${path} at ${step}`).toBeLessThan(0.035);
      if (round === 0) await model.trainOnBatch(x, subject.y);
    }
    await model.dispose();
  });

  it('know the law of the step that is asked for', async () => {
    const model = ready(subject, name);
    const masks = await model.masks(50, { batchSize: 4 });
    const law = (step: number): number =>
      Object.values(masks)
        .flatMap(({ data }) => [...data])
        .reduce<number>((sum, kept) => sum + Math.log(kept === 1 ? 1 - rate(step) : rate(step)), 0);
    for (const step of [10, 50])
      expect(Math.abs((await model.logProbability(masks, { step })) - law(step))).toBeLessThan(1e-3);
    expect(await model.logProbability(masks)).toBe(-Infinity); // nothing is dropped at step 0
    await model.dispose();
  });

  it('are stored with the layer and with the optimizer', async () => {
    const whole = stack(name);
    for (let step = 0; step < 6; step++) await whole.trainOnBatch(x, subject.y);
    const half = stack(name);
    for (let step = 0; step < 3; step++) await half.trainOnBatch(x, subject.y);
    const loaded = modelFromFiles(await modelToFiles(half), { backend: backendOf(name) }) as Sequential;
    expect(bits(await loaded.masks(50))).toEqual(bits(await whole.masks(50)));
    for (let step = 3; step < 6; step++) await loaded.trainOnBatch(x, subject.y);
    expect(bits(await loaded.getWeights())).toEqual(bits(await whole.getWeights()));
    for (const model of [whole, half, loaded]) await model.dispose();
  });

  it('resume bit for bit, draw what cpu() draws, and are exported', async () => {
    const model = await expectResume(subject, name);
    await expectExport(model, x);
    await model.dispose();
    await expectSameMasks(subject, name, [0, 50, 100]);
  });
});

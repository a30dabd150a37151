/** Who listens to training: what is called when, when training stops, and what becomes of the learning rate. */
import {
  Adam,
  EarlyStopping,
  LambdaCallback,
  LearningRateScheduler,
  metrics,
  ModelCheckpoint,
  ReduceLROnPlateau,
  schedules,
  SGD,
  TerminateOnNaN,
  type Callback,
  type Logs,
  type Model,
  type TrainContext,
} from '@bernoulli/api';
import { bits, siteKey } from '@bernoulli/api/random';
import { describe, expect, it } from 'vitest';
import { clusters } from './data.ts';
import { compiled, SimpleNet } from './nets.ts';

const { x, y } = clusters(24);
const quiet = { verbose: 0 } as const;

/** A run as `fit` would tell of it, with figures of our choice. */
class Run {
  stopped = false;
  readonly context: TrainContext;

  constructor(model: Model = compiled(new SimpleNet())) {
    this.context = {
      model,
      epochs: 99,
      initialEpoch: 0,
      parts: [],
      batches: 1,
      stop: () => void (this.stopped = true),
    };
  }

  /** The epochs that were told before training was stopped. */
  async tell(callback: Callback, figures: readonly Logs[]): Promise<number> {
    await callback.onTrainBegin?.(this.context);
    let epoch = 0;
    while (epoch < figures.length && !this.stopped) {
      await callback.onEpochBegin?.(epoch, this.context);
      await callback.onEpochEnd?.(epoch, figures[epoch]!, this.context);
      epoch++;
    }
    await callback.onTrainEnd?.(figures[epoch - 1]!, this.context);
    return epoch;
  }
}

function built(): Model {
  const model = compiled(new SimpleNet(), { optimizer: new SGD({ learningRate: 0.5 }) });
  model.buildFor([4]);
  return model;
}

const figures = (name: string, ...values: number[]): Logs[] => values.map((value) => ({ [name]: value }));

describe('EarlyStopping', () => {
  // Better, better, worse, best of all, worse, worse, worse.
  const seen = [3, 2, 2.5, 1, 4, 4, 4];
  it.each([
    { patience: 0, stopped: 2, best: 1 },
    { patience: 1, stopped: 2, best: 1 },
    { patience: 2, stopped: 5, best: 3 },
    { patience: 3, stopped: 6, best: 3 },
    { patience: 4, stopped: undefined, best: 3 },
  ])('waits for $patience epochs without improvement', async ({ patience, stopped, best }) => {
    const run = new Run(built());
    const stopping = new EarlyStopping({ patience });
    expect(await run.tell(stopping, figures('valLoss', ...seen))).toBe((stopped ?? 6) + 1);
    expect(run.stopped).toBe(stopped !== undefined);
    expect(stopping).toMatchObject({ stoppedEpoch: stopped, bestEpoch: best });
  });

  it('counts anew at each run', async () => {
    const stopping = new EarlyStopping({ patience: 2 });
    await new Run(built()).tell(stopping, figures('valLoss', 1, 1));
    expect(await new Run(built()).tell(stopping, figures('valLoss', 5, 5, 5, 5))).toBe(3);
  });
});

/** What Keras 3.15.1 does with the same figures: the epochs that run, and the epoch whose weights the model ends with. */
describe('EarlyStopping as in Keras', () => {
  it.each([
    { config: { patience: 1, mode: 'min', restoreBestWeights: false, baseline: 2.8 }, seen: [2.7, 2.4, 3.1, 3.2, 2.9, 3.6, 3.0], ran: 3, kept: 2 }, // prettier-ignore
    { config: { patience: 1, mode: 'max', restoreBestWeights: false, baseline: 2.8 }, seen: [2.9, 2.6, 2.1, 3.4, 2.7, 3.0, 2.5], ran: 2, kept: 1 }, // prettier-ignore
    { config: { patience: 0, mode: 'min', minDelta: 0.15, baseline: 3.2, startFromEpoch: 2 }, seen: [3.6, 2.6, 2.9, 3.0, 2.6, 2.3, 3.3, 3.2, 2.0], ran: 4, kept: 2 }, // prettier-ignore
    { config: { patience: 3, mode: 'max', minDelta: 0.15, baseline: 3.2, startFromEpoch: 2 }, seen: [2.3, 3.0, 3.9, 4.3, 3.4, 3.4, 2.5, 2.4], ran: 7, kept: 3 }, // prettier-ignore
    { config: { patience: 2, mode: 'min', restoreBestWeights: false }, seen: [3.5, 2.8, 3.0, 3.4, 2.4, 3.3, 3.7, 3.7, 2.9], ran: 4, kept: 3 }, // prettier-ignore
    { config: { patience: 1, mode: 'max', minDelta: 0.15, restoreBestWeights: false, baseline: 3.2, startFromEpoch: 5 }, seen: [2.9, 3.4, 3.1, 2.8, 3.9, 3.9, 3.0, 3.4, 3.2, 3.4, 3.7], ran: 7, kept: 6 }, // prettier-ignore
  ] as const)('with $config', async ({ config, seen, ran, kept }) => {
    const run = new Run(built());
    const bias = async (): Promise<number> => Object.values(await run.context.model.getWeights())[1]!.data[0] as number;
    const stopping = new EarlyStopping(config);
    // Each epoch leaves its number in the weights.
    const marking: Callback = {
      onTrainBegin: () => stopping.onTrainBegin(),
      onEpochEnd: async (epoch, logs, context) => {
        const weights = await context.model.getWeights();
        Object.values(weights)[1]!.data.fill(epoch as never);
        await context.model.setWeights(weights);
        await stopping.onEpochEnd(epoch, logs, context);
      },
      onTrainEnd: (logs, context) => stopping.onTrainEnd(logs, context),
    };
    expect(await run.tell(marking, figures('valLoss', ...seen))).toBe(ran);
    expect(await bias()).toBe(kept);
  });
});

describe('what is monitored', () => {
  /** The epochs, from 0, that are the best so far. */
  async function bests(config: object, seen: readonly Logs[]): Promise<number[]> {
    const saved: number[] = [];
    const checkpoint = new ModelCheckpoint({
      saveBestOnly: true,
      save: (_, epoch) => void saved.push(epoch),
      ...config,
    });
    await new Run().tell(checkpoint, seen);
    return saved;
  }

  it.each([
    { what: 'smaller is better', config: {}, name: 'valLoss', seen: [3, 4, 2, 2, 1], best: [0, 2, 4] },
    { what: 'larger, of an accuracy', config: { monitor: 'accuracy' }, name: 'accuracy', seen: [3, 4, 2, 5], best: [0, 1, 3] }, // prettier-ignore
    { what: 'larger, of any case', config: { monitor: 'headAccuracy' }, name: 'headAccuracy', seen: [3, 4, 2], best: [0, 1] }, // prettier-ignore
    { what: 'as is said: max', config: { mode: 'max' }, name: 'valLoss', seen: [3, 4, 2], best: [0, 1] },
    { what: 'as is said: min', config: { monitor: 'accuracy', mode: 'min' }, name: 'accuracy', seen: [3, 4, 2], best: [0, 2] }, // prettier-ignore
    { what: 'by more than minDelta', config: { minDelta: 0.5 }, name: 'valLoss', seen: [3, 2.75, 2.5, 2.25, 1.75], best: [0, 3] }, // prettier-ignore
    { what: 'by more than minDelta, upwards', config: { mode: 'max', minDelta: 0.5 }, name: 'valLoss', seen: [1, 1.5, 1.75, 2.25, 2.5], best: [0, 2, 4] }, // prettier-ignore
    { what: 'never NaN', config: {}, name: 'valLoss', seen: [NaN, 2, NaN, 1], best: [1, 3] },
  ])('$what', async ({ config, name, seen, best }) => {
    expect(await bests(config, figures(name, ...seen))).toEqual(best);
  });

  const errors = /crossentropy|error|hinge|divergence|poisson|^false|^mean$|^sum$/i;
  it.each(Object.keys(metrics.metrics).map((name) => ({ name })))(
    'is better the right way: $name',
    async ({ name }) => {
      const monitor = `val${name}`;
      expect(await bests({ monitor }, figures(monitor, 2, 3, 1))).toEqual(errors.test(name) ? [0, 2] : [0, 1]);
    },
  );

  it('is compared anew at each fit', async () => {
    const saved: number[] = [];
    const checkpoint = new ModelCheckpoint({ saveBestOnly: true, save: (_, epoch) => void saved.push(epoch) });
    await new Run().tell(checkpoint, figures('valLoss', 1, 2));
    await new Run().tell(checkpoint, figures('valLoss', 5, 6, 4));
    expect(saved).toEqual([0, 0, 2]);
  });

  it('must be there', async () => {
    await expect(bests({ monitor: 'valLos' }, figures('valLoss', 1))).rejects.toMatchObject({
      code: 'NAME',
      message: 'ModelCheckpoint: there is no figure valLos to monitor. There are valLoss.',
    });
  });
});

describe('ReduceLROnPlateau', () => {
  interface Setting {
    readonly patience: number;
    readonly cooldown: number;
    readonly minDelta: number;
    readonly minLr: number;
  }

  /** Keras 3's `on_epoch_end`, line by line, in its own order of questions. */
  function kerasRates(seen: readonly number[], { patience, cooldown, minDelta, minLr }: Setting): number[] {
    let [rate, best, wait, cooling] = [1, Infinity, 0, 0];
    return seen.map((current) => {
      const before = rate;
      if (cooling > 0) {
        cooling -= 1;
        wait = 0;
      }
      if (current < best - minDelta) {
        best = current;
        wait = 0;
      } else if (!(cooling > 0)) {
        wait += 1;
        if (wait >= patience && rate > minLr) {
          rate = Math.max(rate * 0.5, minLr);
          cooling = cooldown;
          wait = 0;
        }
      }
      return before;
    });
  }

  it('lowers the rate where Keras does', async () => {
    const draws = bits(siteKey(5, 'plateau', 0), [60, 24]);
    let lowered = 0;
    for (let i = 0; i < 60; i++) {
      const seen = Array.from(draws.subarray(i * 24, (i + 1) * 24), (bit) => (bit % 16) / 4);
      const setting = { patience: i % 4, cooldown: i % 3, minDelta: [0, 0.25][i % 2]!, minLr: [0, 0.2][(i >> 1) % 2]! };
      const model = compiled(new SimpleNet(), { optimizer: new Adam({ learningRate: 1 }) });
      const logs = figures('valLoss', ...seen);
      await new Run(model).tell(new ReduceLROnPlateau({ factor: 0.5, ...setting }), logs);
      const rates = logs.map(({ learningRate }) => learningRate!);
      expect(rates, JSON.stringify(setting)).toEqual(kerasRates(seen, setting));
      lowered += new Set(rates).size - 1;
    }
    expect(lowered).toBeGreaterThan(100);
  });

  it('has the defaults of Keras', async () => {
    const model = built();
    const logs = figures('valLoss', ...Array.from({ length: 24 }, (_, i) => 1 - (i * 5e-5) / 24));
    await new Run(model).tell(new ReduceLROnPlateau(), logs);
    const rates = logs.map(({ learningRate }) => learningRate!);
    expect(rates.slice(0, 12)).toEqual([...Array<number>(11).fill(0.5), 0.05]);
    expect(rates.slice(20)).toEqual([0.05, 0.05 * 0.1, 0.05 * 0.1, 0.05 * 0.1]);
  });

  it('changes what the next step is trained with, and what is saved and shown', async () => {
    const [model, other] = [built(), built()];
    const plateau = new ReduceLROnPlateau({ monitor: 'loss', patience: 1, minDelta: 100, factor: 0.5 });
    const { history } = await model.fit(x, y, { epochs: 3, callbacks: [plateau], ...quiet });
    expect(history['learningRate']).toEqual([0.5, 0.5, 0.25]);
    expect(model.optimizer.getConfig()['learningRate']).toBe(0.125);
    const rates = [0.5, 0.5, 0.25];
    const callback = new LearningRateScheduler({ schedule: (epoch) => rates[epoch]! });
    expect((await other.fit(x, y, { epochs: 3, callbacks: [callback], ...quiet })).history).toEqual(history);
    expect(await other.getWeights()).toEqual(await model.getWeights());
  });

  it.each([
    [{ factor: 1 }, 'factor must be a number between 0 and 1, both excluded. Received 1.'],
    [{ factor: 0 }, 'factor must be'],
    [{ patience: -1 }, 'patience must be'],
    [{ minLR: 0 }, 'there is no setting "minLR"'],
  ])('refuses %o', (config, message) => {
    expect(() => new ReduceLROnPlateau(config as never)).toThrow(`ReduceLROnPlateau: ${message}`);
  });

  it('refuses an optimizer that follows a schedule, before the first step', async () => {
    const model = compiled(new SimpleNet(), { optimizer: new SGD({ learningRate: schedules.cosine({ steps: 9 }) }) });
    await expect(model.fit(x, y, { callbacks: [new ReduceLROnPlateau()], ...quiet })).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringContaining('the learning rate of SGD is a schedule, and cannot be set as well'),
    });
    expect(model.progress.step).toBe(0);
  });
});

describe('LearningRateScheduler', () => {
  it('asks for the rate of each epoch, given the one before', async () => {
    const asked: [number, number][] = [];
    const schedule = (epoch: number, rate: number): number => {
      asked.push([epoch, rate]);
      return rate / 2;
    };
    const callbacks = [new LearningRateScheduler({ schedule })];
    const { history } = await built().fit(x, y, { epochs: 3, callbacks, ...quiet });
    expect(asked).toEqual([[0, 0.5], [1, 0.25], [2, 0.125]]); // prettier-ignore
    expect(history['learningRate']).toEqual([0.25, 0.125, 0.0625]);
  });

  it.each([NaN, -1, '0.1', undefined])('refuses a rate of %s', async (rate) => {
    const callbacks = [new LearningRateScheduler({ schedule: () => rate as number })];
    await expect(built().fit(x, y, { callbacks, ...quiet })).rejects.toMatchObject({ code: 'CONFIG' });
  });

  it('goes on by the epoch where training is resumed', async () => {
    const schedule = (epoch: number): number => 0.5 / (epoch + 1);
    const callbacks = [new LearningRateScheduler({ schedule })];
    const [whole, parted] = [built(), built()];
    await whole.fit(x, y, { epochs: 4, batchSize: 8, callbacks, ...quiet });
    const controller = new AbortController();
    const abort = { onBatchEnd: () => void (parted.progress.step === 7 && controller.abort()) };
    const cut = parted.fit(x, y, { epochs: 4, batchSize: 8, callbacks: [...callbacks, abort], signal: controller.signal, ...quiet }); // prettier-ignore
    await expect(cut).rejects.toMatchObject({ code: 'ABORTED' });
    let first: number | undefined;
    const look = { onTrainBegin: ({ initialEpoch }: TrainContext) => void (first = initialEpoch) };
    await parted.fit(x, y, { epochs: 4, batchSize: 8, callbacks: [...callbacks, look], resume: true, ...quiet });
    expect(first).toBe(2);
    expect(await parted.getWeights()).toEqual(await whole.getWeights());
  });
});

describe('TerminateOnNaN', () => {
  const poisoned = { data: x.data.slice(), shape: x.shape };
  poisoned.data[17 * 4 + 2] = NaN;

  it('lets fit return the epochs that went well, with the weights of the last good step', async () => {
    const [model, twin] = [compiled(new SimpleNet()), compiled(new SimpleNet())];
    const guard = new TerminateOnNaN();
    let batches = 0;
    let ended = 0;
    const count = { onBatchEnd: () => void batches++, onTrainEnd: () => void ended++ };
    const options = { batchSize: 8, shuffle: false, ...quiet };
    await model.fit(x, y, options);
    const { epoch, history } = await model.fit(poisoned, y, { epochs: 3, callbacks: [guard, count], ...options });
    expect([epoch, history, batches, ended]).toEqual([[], {}, 2, 1]);
    expect(guard.error).toMatchObject({ code: 'NON_FINITE' });
    expect(model.progress).toMatchObject({ step: 5, epoch: 1, batch: 2 });

    await twin.fit(x, y, options);
    for (let i = 0; i < 2; i++)
      await twin.trainOnBatch({ data: x.data.slice(i * 32, (i + 1) * 32), shape: [8, 4] }, y.slice(i * 8, (i + 1) * 8));
    expect(await model.getWeights()).toEqual(await twin.getWeights());
    // Mended, the run goes on where it broke off.
    const { epoch: rest } = await model.fit(x, y, { epochs: 3, callbacks: [guard], resume: true, ...options });
    expect(rest).toEqual([0, 1, 2]);
    expect(guard.error).toBeUndefined();
    expect(model.progress.step).toBe(3 + 9);
  });

  it('leaves every other failure alone, and fit fails where nobody stops it', async () => {
    const model = compiled(new SimpleNet());
    const broken = { onEpochEnd: () => Promise.reject(new Error('mine')) };
    await expect(model.fit(x, y, { callbacks: [new TerminateOnNaN(), broken], ...quiet })).rejects.toThrow('mine');
    const told: string[] = [];
    const listener = { onNonFinite: ({ code }: { code: string }) => void told.push(code) };
    const failing = model.fit(poisoned, y, { callbacks: [listener], ...quiet });
    await expect(failing).rejects.toMatchObject({ code: 'NON_FINITE' });
    expect(told).toEqual(['NON_FINITE']);
  });
});

describe('LambdaCallback', () => {
  it('calls each function at its moment, with what a callback is told', async () => {
    const told: string[] = [];
    const callback = new LambdaCallback({
      onTrainBegin: ({ epochs, batches }) => void told.push(`begin ${epochs} ${batches}`),
      onEpochBegin: (epoch) => void told.push(`epoch ${epoch}`),
      onBatchEnd: (batch, logs) => void told.push(`batch ${batch} ${'loss' in logs()}`),
      onEpochEnd: async (epoch, logs) => void told.push(`ended ${epoch} ${Object.keys(logs).join()}`),
      onTrainEnd: (logs) => void told.push(`end ${'loss' in logs}`),
    });
    await compiled(new SimpleNet()).fit(x, y, { epochs: 2, batchSize: 12, callbacks: [callback], ...quiet });
    const epoch = (i: number): string[] => [`epoch ${i}`, 'batch 0 true', 'batch 1 true', `ended ${i} loss,accuracy`];
    expect(told).toEqual(['begin 2 2', ...epoch(0), ...epoch(1), 'end true']);
  });

  it('refuses a moment that there is not, and what is no function', () => {
    expect(() => new LambdaCallback({ onEpochEnds: () => {} } as never)).toThrow(
      /^LambdaCallback: there is no setting "onEpochEnds".* Did you mean onEpochEnd\?$/,
    );
    expect(() => new LambdaCallback({ onEpochEnd: 3 as never })).toThrow('onEpochEnd must be a function. Received 3.');
  });
});

/** What optimizers keep beside the weights: accumulated gradients and averages, on every backend, through files and back. */
import {
  Adadelta,
  Adagrad,
  Adam,
  Adamax,
  AdamW,
  Dense,
  Dropout,
  Ftrl,
  Lion,
  modelFromFiles,
  modelToFiles,
  Muon,
  Nadam,
  RMSprop,
  schedules,
  sequential,
  SGD,
  UnitNorm,
  type Backend,
  type Optimizer,
  type Schedule,
  type Sequential,
  type TensorData,
} from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../oracles/expect-close.ts';
import { backends } from './backends.ts';
import { bits } from './nets.ts';

const everyBackend = Object.entries(backends);

/** Points on a wave, and whether it is above the line there. */
const rows = 24;
const x: TensorData = {
  dtype: 'f32',
  shape: [rows, 3],
  data: Float32Array.from({ length: rows * 3 }, (_, i) => Math.sin(i * 1.7)),
};
const y = Array.from({ length: rows }, (_, row) => +(Math.sin(row * 5.1) > 0));

function net(optimizer: Optimizer, backend: Backend, rate: number | Schedule = 0.25): Sequential {
  const model = sequential([
    new Dense({ units: 5, activation: 'tanh', kernelConstraint: new UnitNorm() }),
    new Dropout({ rate }),
    new Dense({ units: 2, activation: 'softmax' }),
  ]);
  model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy', seed: 5, backend });
  model.buildFor([3]);
  return model;
}

const perEpoch = 4;
const options = { epochs: 3, batchSize: rows / perEpoch, verbose: 0 } as const;

/** The weights and all else of a run that was stopped after each step of `stops`, stored and loaded. */
async function stoppedAt(stops: readonly number[], start: () => Sequential, backend: () => Backend) {
  let model = start();
  for (const stop of stops) {
    const controller = new AbortController();
    const callbacks = [{ onBatchEnd: () => void (model.progress.step === stop && controller.abort()) }];
    const run = model.fit(x, y, { ...options, resume: true, callbacks, signal: controller.signal });
    await expect(run).rejects.toMatchObject({ code: 'ABORTED' });
    const files = await modelToFiles(model);
    await model.dispose();
    model = modelFromFiles(files, { backend: backend() });
  }
  await model.fit(x, y, { ...options, resume: true });
  return finished(model);
}

async function finished(model: Sequential) {
  const files = await modelToFiles(model);
  const weights = bits(await model.getWeights());
  await model.dispose();
  return { weights, files };
}

async function expectSameWhenStopped(start: () => Sequential, backend: () => Backend): Promise<void> {
  const whole = start();
  await whole.fit(x, y, options);
  expect(await stoppedAt([1, 5, 8], start, backend)).toEqual(await finished(whole));
}

const optimizers: readonly Optimizer[] = [
  new SGD({ momentum: 0.9, nesterov: true }),
  new Adam({ amsgrad: true }),
  new AdamW({ excludeFromWeightDecay: ['bias'] }),
  new RMSprop({ centered: true, momentum: 0.5 }),
  new Adagrad(),
  new Adadelta({ learningRate: 1 }),
  new Adamax(),
  new Nadam(),
  new Lion({ weightDecay: 0.01 }),
  new Ftrl({ learningRate: 0.1 }),
  new Muon({ excludeLayers: ['dense1'] }),
];

const together = () =>
  new Adam({ learningRate: 0.01, gradientAccumulationSteps: 3, useEma: true, emaMomentum: 0.7, globalClipnorm: 0.5 });
const averaging = () => new SGD({ learningRate: 0.2, momentum: 0.5, swaStart: 3, swaFrequency: 2 });

describe('a run that is stopped, stored and loaded goes on bit for bit', () => {
  it.each(optimizers.map((optimizer) => [optimizer.className, optimizer] as const))('with %s', async (_, optimizer) => {
    const backend = backends['cpu']!;
    await expectSameWhenStopped(() => net(optimizer, backend()), backend);
  });

  describe.each(everyBackend)('on %s', (_, backend) => {
    it('in the middle of an accumulation, with averages', () =>
      expectSameWhenStopped(() => net(together(), backend()), backend));

    it('in the middle of stochastic weight averaging', () =>
      expectSameWhenStopped(() => net(averaging(), backend()), backend));
  });

  const rates: readonly Schedule[] = [
    schedules.exponentialDecay({ initialLearningRate: 0.5, decaySteps: 4, decayRate: 0.5, staircase: true }),
    schedules.inverseTimeDecay({ initialLearningRate: 0.5, decaySteps: 4, decayRate: 0.5 }),
    schedules.polynomialDecay({ initialLearningRate: 0.5, decaySteps: 5, power: 2, cycle: true }),
    schedules.cosineDecay({ initialLearningRate: 0.1, decaySteps: 8, warmupTarget: 0.5, warmupSteps: 3 }),
    schedules.cosineDecayRestarts({ initialLearningRate: 0.5, firstDecaySteps: 2, mMul: 0.8 }),
    schedules.piecewiseConstantDecay({ boundaries: [4, 7], values: [0.5, 0.3, 0.1] }),
    schedules.oneCycle({ maxLr: 0.5, totalSteps: 12 }),
    schedules.linear({ from: 0.5, to: 0.1, steps: 10 }),
    schedules.cosine({ from: 0.5, to: 0.1, steps: 10 }),
    schedules.piecewise({ boundaries: [4, 7], values: [0.5, 0.3, 0.1] }),
    schedules.constant({ value: 0.3 }),
    schedules.step({ from: 0.5, factor: 0.5, steps: 4 }),
    schedules.early({ value: 0.5, steps: 6 }),
    schedules.late({ value: 0.5, steps: 6 }),
    schedules.curriculum({ value: 0.5, steps: 8 }),
  ];
  it.each(rates.map((rate) => [rate.className!, rate] as const))(
    'with %s as learning rate and as dropout rate',
    async (_, rate) => {
      const backend = backends['cpu']!;
      await expectSameWhenStopped(() => net(new SGD({ learningRate: rate, momentum: 0.9 }), backend(), rate), backend);
    },
  );

  it('every schedule that there is has its row above', () => {
    const made = Object.keys(schedules).filter((name) => !/^(get|save)/.test(name));
    expect(made.sort()).toEqual(rates.map(({ className }) => className).sort());
  });
});

describe.each(everyBackend)('accumulated gradients on %s', (_, backend) => {
  const batch = (from: number, to: number): [TensorData, number[]] => [
    { dtype: 'f32', shape: [to - from, 3], data: x.data.slice(from * 3, to * 3) },
    y.slice(from, to),
  ];

  it('leave the weights alone in between, to the bit, and then move them as one batch of all rows does', async () => {
    const settings = { learningRate: 0.1, momentum: 0.9, weightDecay: 0.1, clipnorm: 0.05 };
    const parts = net(new SGD({ ...settings, gradientAccumulationSteps: 3 }), backend(), 0);
    const whole = net(new SGD(settings), backend(), 0);
    for (let update = 0; update < 2; update++) {
      const before = bits(await parts.getWeights());
      for (let part = 0; part < 3; part++) {
        expect(bits(await parts.getWeights())).toEqual(before);
        await parts.trainOnBatch(...batch(8 * part, 8 * part + 8));
      }
      expect(bits(await parts.getWeights())).not.toEqual(before);
      await whole.trainOnBatch(...batch(0, 24));
      const [got, want] = [await parts.getWeights(), await whole.getWeights()];
      for (const path of Object.keys(want)) expectClose(got[path]!, want[path]!, 2e-6, path);
    }
    await parts.dispose();
    await whole.dispose();
  });
});

describe.each(everyBackend)('averages on %s', (_, backend) => {
  it('SWA is the equal mean of the weights it was to take, and takes their place when fit ends', async () => {
    const model = net(averaging(), backend());
    const snapshots: Record<string, TensorData>[] = [];
    const callbacks = [{ onBatchEnd: async () => void snapshots.push(await model.getWeights()) }];
    await model.fit(x, y, { ...options, callbacks });
    // After updates 3, 5, 7, 9, 11, counted from 0.
    const taken = snapshots.filter((_, update) => update >= 3 && (update - 3) % 2 === 0);
    expect(taken).toHaveLength(5);
    const [weights, averages] = [await model.getWeights(), await model.averagedWeights()];
    expect(bits(weights)).toEqual(bits(averages));
    for (const [path, { data }] of Object.entries(weights)) {
      const mean = Array.from(data, (_, i) => taken.reduce((sum, each) => sum + each[path]!.data[i]! / 5, 0));
      expectClose(data, mean, 1e-6, path);
    }
    await model.dispose();
  });

  it('before SWA begins, the average is the weight itself', async () => {
    const model = net(new SGD({ learningRate: 0.2, swaStart: 9 }), backend());
    for (let step = 0; step < 3; step++) {
      await model.trainOnBatch(x, y);
      expect(bits(await model.averagedWeights())).toEqual(bits(await model.getWeights()));
    }
    await model.dispose();
  });

  it('take the place of the weights when fit ends, and not when it is stopped', async () => {
    const model = net(new SGD({ learningRate: 0.2, useEma: true, emaMomentum: 0.9 }), backend());
    const controller = new AbortController();
    const stop = [{ onBatchEnd: () => void (model.progress.step === 6 && controller.abort()) }];
    await expect(model.fit(x, y, { ...options, callbacks: stop, signal: controller.signal })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    expect(bits(await model.getWeights())).not.toEqual(bits(await model.averagedWeights()));
    let last: Record<string, TensorData> = {};
    let atEnd: Record<string, TensorData> = {};
    const callbacks = [
      {
        onEpochEnd: async () => void (last = await model.getWeights()),
        onTrainEnd: async () => void (atEnd = await model.getWeights()),
      },
    ];
    await model.fit(x, y, { ...options, callbacks, resume: true });
    expect(bits(atEnd)).not.toEqual(bits(last));
    expect(bits(atEnd)).toEqual(bits(await model.averagedWeights()));
    expect(bits(await model.getWeights())).toEqual(bits(atEnd));
    await model.dispose();
  });
});

describe("a step of one's own", () => {
  it('accumulates, averages and is resumed like fit', async () => {
    const backend = backends['cpu']!();
    const start = () => net(new SGD(), backend);
    const stepOf = (model: Sequential) =>
      model.step({ name: 'own', optimizer: together(), objective: ({ x }) => model.apply(x[0]!).square().sum() });
    const whole = start();
    const step = stepOf(whole);
    await expect(whole.averagedWeights('own')).rejects.toThrow(
      'averagedWeights at sequential (own): no averages were kept yet',
    );
    const before = bits(await whole.getWeights());
    for (let t = 0; t < 2; t++) await step({ x });
    expect(bits(await whole.getWeights())).toEqual(before);
    const loaded = modelFromFiles(await modelToFiles(whole), { backend });
    const again = stepOf(loaded);
    for (let t = 2; t < 7; t++) await Promise.all([step({ x }), again({ x })]);
    expect(bits(await whole.getWeights())).not.toEqual(before);
    expect(bits(await loaded.getWeights())).toEqual(bits(await whole.getWeights()));
    expect(bits(await loaded.averagedWeights('own'))).toEqual(bits(await whole.averagedWeights('own')));
    await expect(whole.averagedWeights()).rejects.toThrow('Give the optimizer useEma or swaStart, and train');
    await whole.dispose();
    await loaded.dispose();
  });
});

describe('files', () => {
  it('of before there were these settings are read, and go on', async () => {
    const backend = backends['cpu']!();
    const model = net(new AdamW({ learningRate: 0.01 }), backend);
    await model.trainOnBatch(x, y);
    const files = await modelToFiles(model);
    const config = JSON.parse(new TextDecoder().decode(files['config.json']));
    const { optimizer } = config.compiled;
    const old = ['beta1', 'beta2', 'epsilon', 'amsgrad', 'learningRate', 'weightDecay', 'clipnorm', 'globalClipnorm'];
    optimizer.config = Object.fromEntries([...old, 'clipvalue'].map((key) => [key, optimizer.config[key]]));
    const oldFiles = { ...files, 'config.json': new TextEncoder().encode(JSON.stringify(config)) };
    const loaded = modelFromFiles(oldFiles, { backend });
    await Promise.all([loaded.trainOnBatch(x, y), model.trainOnBatch(x, y)]);
    expect(bits(await loaded.getWeights())).toEqual(bits(await model.getWeights()));
    expect(await modelToFiles(loaded)).toEqual(await modelToFiles(model));
  });

  it('of Muon hold one slot for a matrix and two for the rest', async () => {
    const model = net(new Muon(), backends['cpu']!());
    await model.trainOnBatch(x, y);
    const files = await modelToFiles(model);
    const header = new TextDecoder().decode(files['optimizer.safetensors']);
    const slots = [...header.matchAll(/"(optimizer:[^"]+)"/g)].map(([, name]) => name);
    expect(slots.filter((name) => name!.endsWith('/kernel'))).toEqual([
      'optimizer:m:sequential/dense/kernel',
      'optimizer:m:sequential/dense1/kernel',
    ]);
    expect(slots.filter((name) => name!.endsWith('dense/bias'))).toEqual([
      'optimizer:m:sequential/dense/bias',
      'optimizer:v:sequential/dense/bias',
    ]);
    await expect(model.averagedWeights()).rejects.toThrow('no averages were kept yet');
    await model.dispose();
  });
});

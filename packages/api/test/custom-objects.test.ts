/** What is of the user's own comes back from files: by name, with its configuration, and with the state of the optimizer. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Adam,
  Dense,
  losses,
  modelFromFiles,
  modelToFiles,
  ModelCheckpoint,
  sequential,
  SGD,
  type CompileConfig,
  type Model,
  type Sequential,
} from '@bernoulli/api';
import { loadModel, saveModel } from '@bernoulli/api/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type bent, CubicLoss, Scale, halving, own, ownNet, RunningSign, steps, WorstError } from './own-parts.ts';
import { rounded } from './nets.ts';

const backend = rounded();
const x = Array.from({ length: 24 }, (_, i) => [Math.sin(i), Math.cos(2 * i), (i % 5) - 2]);
const y = x.map(([a, b, c]) => [a! * b!, c! / 2]);
const options = { epochs: 3, batchSize: 4, verbose: 0 } as const;

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'bernoulli-own-'))));
afterAll(() => rm(folder, { recursive: true }));

function compiled(model: Sequential, config: CompileConfig = {}): Sequential {
  model.compile({
    optimizer: new RunningSign({ learningRate: 0.02 }),
    loss: new CubicLoss({ scale: 2 }),
    metrics: [new WorstError(), 'mse'],
    seed: 5,
    backend,
    ...config,
  });
  return model;
}

/** Trains up to a step in the middle of the second epoch, and stops there. */
async function interrupted(model: Sequential): Promise<Sequential> {
  const controller = new AbortController();
  const callbacks = [{ onBatchEnd: () => void (model.progress.step === 8 && controller.abort()) }];
  const run = model.fit(x, y, { ...options, callbacks, signal: controller.signal });
  await expect(run).rejects.toMatchObject({ code: 'ABORTED' });
  return model;
}

describe('a training of parts of the user’s own goes on bit for bit', () => {
  const cases: [string, CompileConfig][] = [
    ['an optimizer of one’s own', {}],
    ['Adam with a schedule of one’s own', { optimizer: new Adam({ learningRate: steps({ height: 0.05 }) }) }],
    ['SGD with a function as learning rate', { optimizer: new SGD({ learningRate: halving, momentum: 0.9 }) }],
  ];
  it.each(cases)('%s', async (name, config) => {
    const whole = compiled(ownNet(), config);
    await whole.fit(x, y, options);
    const first = await interrupted(compiled(ownNet(), config));
    const place = join(folder, name.replace(/\W/g, '-'));
    await saveModel(first, place);
    const files = await modelToFiles(first);
    for (const second of [
      await loadModel(place, { ...own, backend }),
      modelFromFiles({ ...files }, { ...own, backend }),
    ]) {
      expect(await modelToFiles(second)).toEqual(files);
      const { history } = await second.fit(x, y, { ...options, resume: true });
      expect(Object.keys(history)).toEqual(['loss', 'worst', 'mse']);
      expect(await second.getWeights()).toEqual(await whole.getWeights());
      expect(await second.evaluate(x, y)).toEqual(await whole.evaluate(x, y));
    }
  });

  it('into a model that was handed in', async () => {
    const whole = compiled(ownNet());
    await whole.fit(x, y, options);
    const files = await modelToFiles(await interrupted(compiled(ownNet())));
    const second = modelFromFiles({ ...files }, { ...own, into: ownNet(), backend });
    await second.fit(x, y, { ...options, resume: true });
    expect(await second.getWeights()).toEqual(await whole.getWeights());
  });
});

describe('what is not handed in', () => {
  it.each(Object.keys(own))('of the %s is named, with what to write', async (kind) => {
    const model = compiled(ownNet(), kind === 'schedules' ? { optimizer: new Adam({ learningRate: halving }) } : {});
    model.buildFor([3]);
    const files = await modelToFiles(model);
    const others = { ...own, [kind]: undefined };
    const name = Object.keys(own[kind as keyof typeof own])[0]!;
    const load = (): Model => modelFromFiles({ ...files }, { ...others, backend });
    expect(load).toThrow(expect.objectContaining({ code: 'NAME' }));
    expect(load).toThrow(`{ ${kind}: { ${name} } }`);
  });

  it('is not needed for the weights alone', async () => {
    const model = compiled(sequential([new Dense({ units: 2 })]));
    await model.fit(x, y, { ...options, epochs: 1 });
    const files = await modelToFiles(model);
    expect(() => modelFromFiles({ ...files }, { backend })).toThrow('RunningSign');
    const again = modelFromFiles({ ...files }, { compile: false, backend });
    expect(await again.getWeights()).toEqual(await model.getWeights());
    expect((await again.predict(x)).data).toEqual((await model.predict(x)).data);
    await expect(again.fit(x, y)).rejects.toMatchObject({ code: 'STATE' });
  });

  it('is forgotten after the load, and names that every object inherits are nobody’s', async () => {
    const model = compiled(ownNet());
    model.buildFor([3]);
    const files = { ...(await modelToFiles(model)) };
    modelFromFiles(files, { ...own, backend });
    expect(() => modelFromFiles(files, { backend })).toThrow('the stored function is not here');
    const text = new TextDecoder().decode(files['config.json']).replaceAll('CubicLoss', 'toString');
    const hostile = { ...files, 'config.json': new TextEncoder().encode(text) };
    expect(() => modelFromFiles(hostile, { ...own, backend })).toThrow('there is no such loss. Received toString');
  });
});

describe('options', () => {
  it.each([
    [{ loss: { CubicLoss } }, /there is no setting "loss".*Did you mean losses\?/],
    [{ losses: [] as never }, null],
    [{ losses: { CubicLoss: new CubicLoss({ scale: 1 }) } }, /losses must be an object of classes and functions/],
    [{ layers: 'Scale' }, /layers must be an object of classes and functions/],
    [{ into: {} }, /into must be a model/],
    [{ compile: 1 }, /compile must be true or false/],
    [{ schedules: { halving: () => 3 } }, /the stored function is not here/],
  ])('%j', async (given, message) => {
    const model = compiled(message === null ? sequential([new Dense({ units: 2 })]) : ownNet());
    model.buildFor([3]);
    const files = { ...(await modelToFiles(model)) };
    expect(() => modelFromFiles(files, { backend, ...given } as never)).toThrow(
      message ?? 'there is no such optimizer',
    );
  });

  it('a schedule that makes no function is refused', async () => {
    const model = compiled(ownNet(), { optimizer: new Adam({ learningRate: steps({ height: 0.1 }) }) });
    model.buildFor([3]);
    const files = { ...(await modelToFiles(model)) };
    const load = (): Model =>
      modelFromFiles(files, { ...own, schedules: { ...own.schedules, steps: (() => 0.5) as never }, backend });
    expect(load).toThrow('steps: must give a function of the step. Received 0.5.');
  });
});

describe('what no file can hold', () => {
  const nameless = (
    (): ((step: number) => number) => () =>
      0.1
  )();
  class Coded extends CubicLoss {
    override getConfig(): Record<string, unknown> {
      return { ...super.getConfig(), deep: [{ code: () => 1 }] };
    }
  }
  class CodedScale extends Scale {
    override getConfig(): { by: number; code: () => number } {
      return { ...super.getConfig(), code: () => 1 };
    }
  }
  class Impostor extends losses.MeanSquaredError {}
  const cases: [string, () => Sequential, RegExp][] = [
    [
      'a learning rate without a name',
      () => compiled(sequential([new Dense({ units: 2 })]), { optimizer: new SGD({ learningRate: nameless }) }),
      /SGD: learningRate is a function without a name.*Give the function a name/,
    ],
    [
      'code in a configuration',
      () => compiled(sequential([new Dense({ units: 2 })]), { loss: new Coded({ scale: 1 }) }),
      /CubicLoss: getConfig\(\)\.deep\[0\]\.code is nothing that a file can hold. Received function code/,
    ],
    [
      'code in a layer',
      () => compiled(sequential([new CodedScale({ by: 2 }), new Dense({ units: 2 })]), { loss: 'mse' }),
      /Scale: getConfig\(\)\.code is nothing that a file can hold. Received function code/,
    ],
  ];
  it.each(cases)('%s is refused before the first step', async (_, make, message) => {
    const model = make();
    let saves = 0;
    const checkpoint = new ModelCheckpoint({ save: () => void saves++ });
    await expect(model.fit(x, y, { ...options, callbacks: [checkpoint] })).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringMatching(message),
    });
    expect([model.progress.step, saves]).toEqual([0, 0]);
    await expect(modelToFiles(model)).rejects.toThrow(message);
  });

  it('an activation without a name', () => {
    const unnamed = (
      (): typeof bent => (t) =>
        t.abs()
    )();
    expect(() => sequential([new Dense({ units: 2, activation: unnamed })])).toThrow(
      'activation: an activation is a function without a name',
    );
  });

  it('may be trained where weights alone are saved', async () => {
    const model = cases[0]![1]();
    let saves = 0;
    const checkpoint = new ModelCheckpoint({ save: () => void saves++, saveWeightsOnly: true });
    await model.fit(x, y, { ...options, callbacks: [checkpoint] });
    expect(saves).toBe(3);
  });

  it('a class that goes by the name of one of ours', async () => {
    const model = compiled(sequential([new Dense({ units: 2 })]), { loss: new Impostor() });
    model.buildFor([3]);
    await expect(modelToFiles(model)).rejects.toThrow(/is called MeanSquaredError.* Received Impostor/);
  });

  it('a layer that goes by the name of one of ours has to be handed in', async () => {
    class Twice extends Dense {
      override call(value: Parameters<Dense['call']>[0]): ReturnType<Dense['call']> {
        return super.call(value).mul(2);
      }
    }
    const make = (): Sequential => sequential([new Twice({ units: 2 })]);
    const model = compiled(make(), { loss: 'mse', metrics: [], optimizer: 'sgd' });
    model.buildFor([3]);
    const files = { ...(await modelToFiles(model)) };
    expect(() => modelFromFiles(files, { backend })).toThrow('files hold no code');
    const again = modelFromFiles(files, { into: make(), backend });
    expect((await again.predict(x)).data).toEqual((await model.predict(x)).data);
  });
});

it('a fit with a checkpoint after every epoch ends, with a schedule as learning rate', async () => {
  const model = compiled(sequential([new Dense({ units: 2 })]), {
    optimizer: new Adam({ learningRate: halving }),
    loss: 'mse',
    metrics: [],
  });
  const place = join(folder, 'checkpoint');
  const checkpoint = new ModelCheckpoint({ save: (saved) => saveModel(saved, place) });
  await model.fit(x, y, { ...options, callbacks: [checkpoint] });
  const again = await loadModel(place, { schedules: { halving }, backend });
  expect(again.progress.epoch).toBe(3);
  expect(again.optimizer.learningRate).toBe(halving);
});

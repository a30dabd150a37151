/** Plain functions of labels and predictions serve as losses and metrics, and do what the classes of the same law do. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Dense,
  getLoss,
  losses,
  Model,
  modelFromFiles,
  modelToFiles,
  sequential,
  type CompileConfig,
  type CustomObjects,
  type LossFunction,
  type Sequential,
  type Tensor,
} from '@bernoulli/api';
import { loadModel, saveModel } from '@bernoulli/api/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rounded } from './nets.ts';

const backend = rounded();
const x = Array.from({ length: 10 }, (_, i) => [Math.sin(i), Math.cos(2 * i)]);
const y = x.map(([a, b]) => [a! * b!, a! - b!]);
const sampleWeight = x.map((_, i) => (i % 3) + 0.5);
const options = { epochs: 2, batchSize: 4, verbose: 0 } as const;

const squared = (yTrue: Tensor, yPred: Tensor): Tensor => yPred.sub(yTrue).square().mean(-1);
const absolute = (yTrue: Tensor, yPred: Tensor): Tensor => yPred.sub(yTrue).abs();

const minified: CustomObjects = {
  losses: {
    squared: (
      () => (t: Tensor, p: Tensor) =>
        squared(t, p)
    )(),
  },
  metrics: {
    absolute: (
      () => (t: Tensor, p: Tensor) =>
        absolute(t, p)
    )(),
  },
};

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'bernoulli-functions-'))));
afterAll(() => rm(folder, { recursive: true }));

function compiled(config: CompileConfig): Sequential {
  const model = sequential([new Dense({ units: 2 })]);
  model.compile({ optimizer: 'adam', seed: 3, backend, ...config });
  return model;
}

async function trained(config: CompileConfig) {
  const model = compiled(config);
  const { history } = await model.fit(x, y, { ...options, sampleWeight });
  return { history, figures: await model.evaluate(x, y, { batchSize: 4, sampleWeight }), model };
}

describe('a function', () => {
  it('as loss trains as the class of its law, with sample weights and rows that fill a batch', async () => {
    const own = await trained({ loss: squared });
    const ours = await trained({ loss: 'meanSquaredError' });
    expect(own.history).toEqual(ours.history);
    expect(own.figures).toEqual(ours.figures);
  });

  it('as metric is reported under its name, as the class of its law', async () => {
    const { history, figures } = await trained({ loss: 'mse', metrics: [absolute, 'mae'] });
    expect(history['absolute']).toEqual(history['mae']);
    expect(figures['absolute']).toBe(figures['mae']);
  });

  it('may read class numbers', async () => {
    const sparse: LossFunction = Object.assign(
      (yTrue: Tensor, yPred: Tensor) =>
        new losses.SparseCategoricalCrossentropy({ fromLogits: true }).perSample(yTrue, yPred),
      { labels: 'classes' as const },
    );
    const classes = x.map((_, i) => i % 2);
    const own = compiled({ loss: sparse, metrics: ['accuracy'] });
    const ours = compiled({
      loss: new losses.SparseCategoricalCrossentropy({ fromLogits: true }),
      metrics: ['accuracy'],
    });
    expect((await own.fit(x, classes, options)).history).toEqual((await ours.fit(x, classes, options)).history);
  });

  it('is named by a stored model, and handed in again', async () => {
    const { model } = await trained({ loss: squared, metrics: [absolute] });
    const files = await modelToFiles(model);
    const again = modelFromFiles(files, { losses: { squared }, metrics: { absolute }, backend });
    expect(await again.evaluate(x, y)).toEqual(await model.evaluate(x, y));
    expect((await again.fit(x, y, options)).history).toEqual((await model.fit(x, y, options)).history);
    expect(() => modelFromFiles(files)).toThrow(/there is no such loss. Received squared\..*losses: \{ squared \}/);
  });

  it.each([
    ['its own name', { losses: { squared }, metrics: { absolute } }],
    // As after a minifier, which renames functions and leaves keys.
    ['another, under the name that the file has', minified],
  ])('goes on bit for bit from a file, in the middle of an epoch, handed in by %s', async (_, own) => {
    const config: CompileConfig = { loss: squared, metrics: [absolute, 'mae'] };
    const whole = compiled(config);
    await whole.fit(x, y, options);
    const first = compiled(config);
    const controller = new AbortController();
    const callbacks = [{ onBatchEnd: () => void (first.progress.step === 4 && controller.abort()) }];
    const run = first.fit(x, y, { ...options, callbacks, signal: controller.signal });
    await expect(run).rejects.toMatchObject({ code: 'ABORTED' });
    const place = join(folder, 'net');
    await saveModel(first, place);
    const second = await loadModel(place, { ...own, backend });
    expect(await modelToFiles(second)).toEqual(await modelToFiles(first));
    const { history } = await second.fit(x, y, { ...options, resume: true });
    expect(Object.keys(history)).toEqual(['loss', 'absolute', 'mae']);
    expect(await second.evaluate(x, y)).toEqual(await whole.evaluate(x, y));
    expect(await modelToFiles(second)).toEqual(await modelToFiles(whole));
  });

  it('stands for one output of several', async () => {
    class Heads extends Model {
      left = new Dense({ units: 2 });
      right = new Dense({ units: 2 });
      call(input: Tensor): { left: Tensor; right: Tensor } {
        return { left: this.left.apply(input), right: this.right.apply(input) };
      }
    }
    const heads = (): Heads => new Heads({ name: 'heads' });
    const model = heads();
    const config = {
      loss: { left: squared, right: 'mae' },
      metrics: { left: [absolute], right: [absolute] },
    } as const;
    model.compile({ optimizer: 'adam', seed: 3, backend, ...config });
    const labels = { left: y, right: y };
    await model.fit(x, labels, options);
    await saveModel(model, join(folder, 'heads'));
    const load = (own: CustomObjects): Promise<Heads> =>
      loadModel(join(folder, 'heads'), { into: heads(), backend, ...own });
    const again = await load(minified);
    expect((await again.fit(x, labels, options)).history).toEqual((await model.fit(x, labels, options)).history);
    expect(await again.getWeights()).toEqual(await model.getWeights());
    await expect(load({ losses: { squared } })).rejects.toThrow(
      /there is no such metric. Received absolute\..*metrics: \{ absolute \}/,
    );
    const cubed = { squared: (t: Tensor, p: Tensor) => p.sub(t).abs().pow(3).mean(-1) };
    model.compile({ optimizer: 'adam', seed: 3, backend, loss: { left: squared, right: cubed.squared } });
    await expect(modelToFiles(model)).rejects.toThrow(/save: two functions have one name.* Received squared\./);
  });

  it('that goes by the name of one of ours is refused where it is saved', async () => {
    const Huber = squared.bind(null);
    Object.defineProperty(Huber, 'name', { value: 'Huber' });
    const model = compiled({ loss: Huber });
    model.buildFor([2]);
    await expect(modelToFiles(model)).rejects.toThrow(
      'a class or function of your own is called Huber, as one of ours',
    );
  });

  it('gives one loss for each output of several, as any loss', () => {
    expect(getLoss(squared).className).toBe('squared');
    expect(getLoss((yTrue, yPred) => squared(yTrue, yPred)).className).toBe('lossFunction');
  });
});

describe('what is refused', () => {
  const fit = async (loss: unknown): Promise<unknown> => compiled({ loss } as CompileConfig).fit(x, y, options);

  it.each([
    [
      'a scalar',
      (t: Tensor, p: Tensor) => squared(t, p).mean(),
      /a value for each of the 4 rows. Received \[\]. Average over the last axis only/,
    ],
    ['another axis first', (t: Tensor, p: Tensor) => squared(t, p).reshape([1, 4]), /a value for each of the 4 rows/],
    ['whole numbers', (t: Tensor, p: Tensor) => squared(t, p).cast('i32'), /must return f32. Received i32/],
    ['a number', () => 3, /must return a tensor. Received number/],
    ['a promise', async (t: Tensor, p: Tensor) => squared(t, p), /must return a tensor/],
  ])('%s', async (_, loss, message) => {
    await expect(fit(loss)).rejects.toThrow(message);
  });

  it('a class, a metric without a name, labels of another kind', async () => {
    expect(() => compiled({ loss: losses.MeanSquaredError as never })).toThrow('Hand in new MeanSquaredError()');
    expect(() => compiled({ loss: 'mse', metrics: [(t: Tensor, p: Tensor) => squared(t, p)] })).toThrow('needs a name');
    await expect(fit(Object.assign(squared.bind(null), { labels: 'words' }))).rejects.toThrow('classes or values');
  });
});

/** Calls that are not awaited, and calls out of place: each takes its turn, or is refused. */
import { modelFromFiles, modelToFiles, type Model, type Tensor } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { clusters } from './data.ts';
import { compiled, rounded, SimpleNet } from './nets.ts';

const { x, y } = clusters(12);
const quiet = { verbose: 0 } as const;
const contents = async (model: Model): Promise<string> =>
  JSON.stringify(Object.values(await model.getWeights()).map(({ data }) => [...data]));

describe('training steps', () => {
  it('asked for at once are the steps taken one after the other', async () => {
    const [together, apart] = [compiled(new SimpleNet()), compiled(new SimpleNet())];
    await Promise.all([1, 2, 3].map(() => together.trainOnBatch(x, y)));
    for (let i = 0; i < 3; i++) await apart.trainOnBatch(x, y);
    expect(await contents(together)).toBe(await contents(apart));
    expect(together.progress.step).toBe(3);
  });

  it('do not see questions asked in between', async () => {
    const [asked, alone] = [compiled(new SimpleNet()), compiled(new SimpleNet())];
    const training = asked.fit(x, y, { ...quiet, epochs: 3, batchSize: 5 });
    const answers = [asked.evaluate(x, y), asked.predict(x), asked.sample(x, { samples: 2 }), asked.getWeights()];
    await Promise.all([training, ...answers]);
    await alone.fit(x, y, { ...quiet, epochs: 3, batchSize: 5 });
    expect(await contents(asked)).toBe(await contents(alone));
  });

  it('leave room for timers, and for the signal', async () => {
    const controller = new AbortController();
    const endless = {
      *[Symbol.iterator]() {
        for (;;) yield { x, y };
      },
    };
    setTimeout(() => controller.abort(), 1);
    await expect(compiled(new SimpleNet()).fit(endless, { ...quiet, signal: controller.signal })).rejects.toMatchObject(
      { code: 'ABORTED' },
    );
  });
});

describe('while fit runs', () => {
  it('a second fit and compile are refused, and change nothing', async () => {
    const [model, alone] = [compiled(new SimpleNet()), compiled(new SimpleNet())];
    const training = model.fit(x, y, { ...quiet, epochs: 2, batchSize: 5 });
    await expect(model.fit(x, y, quiet)).rejects.toThrow('fit at simpleNet: fit is running already.');
    expect(() => compiled(model, { optimizer: 'sgd' })).toThrow('compile at simpleNet: fit is running.');
    await training;
    await alone.fit(x, y, { ...quiet, epochs: 2, batchSize: 5 });
    expect(await contents(model)).toBe(await contents(alone));
    await model.fit(x, y, quiet);
    expect(model.progress.epoch).toBe(3);
  });

  it('a model that is disposed stops', async () => {
    const model = compiled(new SimpleNet());
    const training = model.fit(x, y, {
      ...quiet,
      epochs: 50,
      callbacks: [{ onBatchEnd: () => void model.dispose() }],
    });
    await expect(training).rejects.toThrow('Model: it was disposed.');
  });

  it('a saved model is of one moment', async () => {
    const config = { backend: rounded() };
    const [model, same] = [compiled(new SimpleNet(), config), compiled(new SimpleNet(), config)];
    model.buildFor([4]);
    const training = model.fit(x, y, { ...quiet, epochs: 3, batchSize: 5 });
    const files = await modelToFiles(model);
    await training;
    const loaded = modelFromFiles(files, { into: new SimpleNet(), backend: rounded() });
    await same.fit(x, y, { ...quiet, epochs: 3, batchSize: 5 });
    await loaded.fit(x, y, { ...quiet, epochs: 3, batchSize: 5, resume: true });
    expect(await contents(loaded)).toBe(await contents(same));
  });
});

it('nothing runs on a model once dispose was called', async () => {
  const model = compiled(new SimpleNet());
  await model.fit(x, y, quiet);
  const disposed = model.dispose();
  await expect(model.predict(x)).rejects.toThrow('Model: it was disposed.');
  await disposed;
});

it.each([2, 3])('a model saved after batch %i of 3 resumes, also when that is the last', async (batches) => {
  const config = { backend: rounded() };
  const model = compiled(new SimpleNet(), config);
  let files: Awaited<ReturnType<typeof modelToFiles>> | undefined;
  let seen = 0;
  await model.fit(x, y, {
    ...quiet,
    epochs: 2,
    batchSize: 5,
    callbacks: [
      {
        async onBatchEnd() {
          if (++seen === batches) files = await modelToFiles(model);
        },
      },
    ],
  });
  const loaded = modelFromFiles(files!, { into: new SimpleNet(), backend: rounded() });
  const { epoch } = await loaded.fit(x, y, { ...quiet, epochs: 2, batchSize: 5, resume: true });
  expect(epoch).toEqual(batches === 3 ? [1] : [0, 1]);
  expect(await contents(loaded)).toBe(await contents(model));
  expect(loaded.progress).toEqual(model.progress);
});

it('a trace is made once for each number of rows, and old ones are forgotten', async () => {
  let calls = 0;
  class Counting extends SimpleNet {
    override call(input: Tensor): Tensor {
      calls++;
      return super.call(input);
    }
  }
  const model = compiled(new Counting());
  await model.predict(x);
  const sizes = Array.from({ length: 80 }, (_, i) => i + 1);
  for (const batchSize of sizes) await model.masks(0, { batchSize });
  const traced = calls;
  await model.masks(0, { batchSize: 80 });
  expect(calls).toBe(traced);
  await model.masks(0, { batchSize: 2 });
  expect(calls).toBe(traced + 1);
});

/** Training as a user reaches it, on the interpreter. */
import {
  Add,
  Concatenate,
  Dense,
  EarlyStopping,
  Flatten,
  Model,
  ModelCheckpoint,
  Reshape,
  sequential,
  SGD,
  type Tensor,
} from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { clusters } from './data.ts';
import { compiled, SimpleNet } from './nets.ts';

const quiet = { verbose: 0 } as const;

describe('fit', () => {
  it('learns, and reports every figure of every epoch', async () => {
    const { x, y } = clusters(90);
    const model = compiled(new SimpleNet({ rate: 0.2 }), {
      optimizer: { className: 'Adam', config: { learningRate: 0.05 } },
    });
    const { history, epoch } = await model.fit(x, y, { epochs: 15, batchSize: 16, validationSplit: 0.2, ...quiet });
    expect(Object.keys(history).sort()).toEqual(['accuracy', 'loss', 'valAccuracy', 'valLoss']);
    expect(epoch).toHaveLength(15);
    expect(history['loss']!.at(-1)).toBeLessThan(history['loss']![0]! / 2);
    expect(history['valAccuracy']!.at(-1)).toBeGreaterThan(0.9);
    expect(model.progress).toMatchObject({ step: 15 * Math.ceil(72 / 16), epoch: 15, batch: 0 });
  });

  it('repeats itself with the same seed and not with another', async () => {
    const { x, y } = clusters(40);
    const run = async (seed: number) => {
      const model = compiled(new SimpleNet(), { seed });
      const { history } = await model.fit(x, y, { epochs: 2, batchSize: 8, ...quiet });
      return history['loss'];
    };
    const first = await run(1);
    expect(await run(1)).toEqual(first);
    expect(await run(2)).not.toEqual(first);
  });

  it('goes on where it was stopped, in the middle of an epoch, bit for bit', async () => {
    const { x, y } = clusters(40);
    const options = { epochs: 3, batchSize: 8, ...quiet };
    const whole = compiled(new SimpleNet());
    await whole.fit(x, y, options);

    const parted = compiled(new SimpleNet());
    const controller = new AbortController();
    const abortAt = { onBatchEnd: () => void (parted.progress.step === 7 && controller.abort()) };
    await expect(
      parted.fit(x, y, { ...options, callbacks: [abortAt], signal: controller.signal }),
    ).rejects.toMatchObject({
      code: 'ABORTED',
    });
    expect(parted.progress).toMatchObject({ step: 7, epoch: 1, batch: 2 });
    await parted.fit(x, y, { ...options, resume: true });
    expect(parted.progress).toEqual(whole.progress);
    expect(await parted.getWeights()).toEqual(await whole.getWeights());
  });

  it('counts epochs from 0 in each fit, and batches on from where it resumes', async () => {
    const { x, y } = clusters(24);
    const model = compiled(new SimpleNet());
    const seen: string[] = [];
    const controller = new AbortController();
    const record = {
      onBatchEnd: (index: number) => {
        seen.push(`batch ${index}`);
        if (model.progress.step === 8) controller.abort();
      },
      onEpochEnd: (epoch: number) => void seen.push(`epoch ${epoch}`),
    };
    const options = { epochs: 2, batchSize: 8, callbacks: [record], ...quiet };
    const first = ['batch 0', 'batch 1', 'batch 2', 'epoch 0'];
    expect((await model.fit(x, y, { ...options, epochs: 1 })).epoch).toEqual([0]);
    expect(seen).toEqual(first);
    seen.length = 0;
    await expect(model.fit(x, y, { ...options, signal: controller.signal })).rejects.toThrow('fit');
    expect((await model.fit(x, y, { ...options, resume: true })).epoch).toEqual([1]);
    expect(seen).toEqual([...first, 'batch 0', 'batch 1', 'batch 2', 'epoch 1']);
    expect(model.progress).toMatchObject({ epoch: 3, step: 9 });
  });

  it('shuffles by the seed and the epoch, and not where it is told so', async () => {
    const orders = async (shuffle: boolean): Promise<number[][]> => {
      const seen: number[][] = [];
      const data = Array.from({ length: 12 }, (_, i) => [i]);
      const model = sequential([new Dense({ units: 1, kernelInitializer: 'ones' })]);
      model.compile({
        optimizer: { className: 'SGD', config: { learningRate: 0 } },
        loss: 'meanSquaredError',
        seed: 3,
      });
      const record = {
        onEpochBegin: () => void seen.push([]),
        // The loss of one row, x², says which row it was.
        onBatchEnd: (index: number, logs: () => { loss: number }) => {
          const sum = logs().loss * (index + 1);
          seen.at(-1)!.push(Math.round(Math.sqrt(sum - seen.at(-1)!.reduce((all, row) => all + row ** 2, 0))));
        },
      };
      await model.fit(
        data,
        data.map(() => [0]),
        { epochs: 2, batchSize: 1, shuffle, callbacks: [record as never], ...quiet },
      );
      return seen;
    };
    const rows = Array.from({ length: 12 }, (_, i) => i);
    expect(await orders(false)).toEqual([rows, rows]);
    const [first, second] = await orders(true);
    expect([...first!].sort((a, b) => a - b)).toEqual(rows);
    expect(first).not.toEqual(rows);
    expect(second).not.toEqual(first);
    expect(await orders(true)).toEqual([first, second]);
  });

  it('takes the same batches from an iterable as from memory', async () => {
    const { x, y } = clusters(24);
    const slice = (i: number) => ({
      x: { data: x.data.slice(i * 32, (i + 1) * 32), shape: [8, 4] },
      y: y.slice(i * 8, (i + 1) * 8),
    });
    const source = {
      async *[Symbol.asyncIterator]() {
        for (let i = 0; i < 3; i++) yield slice(i);
      },
    };
    const [a, b] = [compiled(new SimpleNet()), compiled(new SimpleNet())];
    const inMemory = await a.fit(x, y, { epochs: 2, batchSize: 8, shuffle: false, ...quiet });
    const streamed = await b.fit(source, { epochs: 2, ...quiet });
    expect(streamed.history).toEqual(inMemory.history);
  });

  it('takes nested arrays, several inputs and residual branches', async () => {
    class TwoInputs extends Model {
      left = new Dense({ units: 4, activation: 'tanh' });
      right = new Dense({ units: 4 });
      add = new Add();
      join = new Concatenate();
      flat = [new Reshape({ targetShape: [2, -1] }), new Flatten()] as const;
      out = new Dense({ units: 1 });
      call(a: Tensor, b: Tensor): Tensor {
        const hidden = this.add.apply(this.left.apply(a), this.right.apply(b));
        const joined = this.join.apply(hidden, this.left.apply(a));
        return this.out.apply(this.flat[1].apply(this.flat[0].apply(joined)));
      }
    }
    const model = compiled(new TwoInputs(), {
      loss: 'meanSquaredError',
      metrics: [],
      optimizer: new SGD({ learningRate: 0.02 }),
    });
    const a = { data: [0, 0, 0, 1, 1, 0, 1, 1], shape: [4, 2] };
    const b = { data: [1, 2, 3, 4], shape: [4, 1] };
    const { history } = await model.fit([a, b], [1, 2, 3, 4], { epochs: 200, batchSize: 4, ...quiet });
    expect(history['loss']!.at(-1)).toBeLessThan(history['loss']![0]! / 10);
    expect((await model.predict([a, b])).shape).toEqual([4, 1]);
    expect(Object.keys(await model.getWeights())).toContain('twoInputs/left/kernel');
  });

  it('stops early, with the best weights back, also at the last epoch', async () => {
    const { x, y } = clusters(30);
    for (const epochs of [3, 50]) {
      const model = compiled(new SimpleNet(), { optimizer: new SGD({ learningRate: 1.5 }) });
      const seen: number[] = [];
      const stopping = new EarlyStopping({ monitor: 'valLoss', patience: 3 });
      const record = { onEpochEnd: (_: number, logs: Record<string, number>) => void seen.push(logs['valLoss']!) };
      await model.fit(x, y, { epochs, validationData: [x, y], callbacks: [stopping, record], ...quiet });
      expect(stopping.bestEpoch).toBe(seen.indexOf(Math.min(...seen)));
      expect((await model.evaluate(x, y))['loss']).toBeCloseTo(Math.min(...seen), 5);
    }
  });

  it('saves when the figure is the best so far', async () => {
    const { x, y } = clusters(30);
    const epochs: number[] = [];
    const losses: number[] = [];
    const checkpoint = new ModelCheckpoint({
      monitor: 'loss',
      saveBestOnly: true,
      save: (_, epoch) => void epochs.push(epoch),
    });
    const record = { onEpochEnd: (_: number, logs: Record<string, number>) => void losses.push(logs['loss']!) };
    await compiled(new SimpleNet()).fit(x, y, { epochs: 6, callbacks: [checkpoint, record], ...quiet });
    expect(epochs).toEqual(losses.flatMap((loss, i) => (loss < Math.min(Infinity, ...losses.slice(0, i)) ? [i] : [])));
  });

  it('evaluates and predicts the same, whatever the batch size', async () => {
    const { x, y } = clusters(37);
    const model = compiled(new SimpleNet());
    const whole = await model.predict(x);
    expect((await model.predict(x, { batchSize: 5 })).data).toEqual(whole.data);
    const a = await model.evaluate(x, y);
    const b = await model.evaluate(x, y, { batchSize: 10 });
    expect(b['loss']).toBeCloseTo(a['loss']!, 6);
    expect(b['accuracy']).toBe(a['accuracy']);
  });
});

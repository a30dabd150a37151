/** Batches from a source, and epochs that are no pass over the data. */
import {
  Dense,
  Dropout,
  Model,
  modelFromFiles,
  modelToFiles,
  type Batch,
  type FitOptions,
  type Tensor,
} from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { bits } from '../nets.ts';
import { backendOf, everywhere, ready, waves, type Subject } from './laws.ts';

class Net extends Model {
  readonly dense = new Dense({ units: 6, activation: 'tanh' });
  readonly dropout = new Dropout({ rate: 0.3 });
  readonly head = new Dense({ units: 1 });
  call(x: Tensor): Tensor {
    return this.head.apply(this.dropout.apply(this.dense.apply(x)));
  }
}

const x = waves(20, 4);
const y = x.map((row) => [2 * row[0]! + row[1]!]);
const subject: Subject<Net> = {
  make: () => new Net(),
  config: { optimizer: 'adam', loss: 'meanSquaredError', metrics: ['meanAbsoluteError'], seed: 5 },
  row: [4],
  x,
  y,
};
const batches: Batch[] = [0, 8, 16].map((from) => ({ x: x.slice(from, from + 8), y: y.slice(from, from + 8) }));

/** A source that can be read again and again; `opened` and `closed` count how often. */
class Source implements AsyncIterable<Batch> {
  opened = 0;
  closed = 0;
  async *[Symbol.asyncIterator](): AsyncGenerator<Batch> {
    this.opened++;
    try {
      yield* batches;
    } finally {
      this.closed++;
    }
  }
}

/** Trains, or trains up to a step, stores, loads and goes on; returns the weights as bits, and the progress. */
async function trained(
  name: string,
  data: 'memory' | 'source',
  options: FitOptions,
  stopAt?: number,
): Promise<unknown> {
  let model = ready(subject, name);
  const fit = (more: FitOptions): Promise<unknown> => {
    const all = { ...options, ...more, verbose: 0 } as const;
    return data === 'memory' ? model.fit(x, y, { batchSize: 8, ...all }) : model.fit(new Source(), all);
  };
  if (stopAt === undefined) await fit({});
  else {
    const controller = new AbortController();
    const callbacks = [{ onBatchEnd: () => void (model.progress.step === stopAt && controller.abort()) }];
    await expect(fit({ callbacks, signal: controller.signal })).rejects.toMatchObject({ code: 'ABORTED' });
    const files = await modelToFiles(model);
    await model.dispose();
    model = modelFromFiles(files, { into: new Net(), backend: backendOf(name) });
    await fit({ resume: true });
  }
  const found = { weights: bits(await model.getWeights()), step: model.progress.step };
  await model.dispose();
  return found;
}

describe.each(everywhere)('on %s', (name) => {
  it('a source trains and judges as the same rows in memory', async () => {
    const here = ready(subject, name);
    const there = ready(subject, name);
    const validation = { epochs: 2, verbose: 0 } as const;
    const a = await here.fit(batches, { ...validation, validationData: new Source() });
    const b = await there.fit(x, y, { ...validation, validationData: [x, y], batchSize: 8, shuffle: false });
    expect(bits(await here.getWeights())).toEqual(bits(await there.getWeights()));
    for (const [figure, values] of Object.entries(b.history))
      values.forEach((value, i) => expect(a.history[figure]![i], figure).toBeCloseTo(value, 5));
    const judged = await here.evaluate(new Source());
    for (const [figure, value] of Object.entries(await here.evaluate(x, y)))
      expect(judged[figure], figure).toBeCloseTo(value, 5);
    await here.dispose();
    await there.dispose();
  });

  it('stepsPerEpoch goes on through the data in memory, and is resumed bit for bit', async () => {
    const passes = await trained(name, 'memory', { epochs: 2 });
    const steps = { epochs: 3, stepsPerEpoch: 2 };
    expect(await trained(name, 'memory', steps)).toEqual(passes);
    for (const stopAt of [1, 3, 4]) expect(await trained(name, 'memory', steps, stopAt)).toEqual(passes);
  });

  it('stepsPerEpoch reads a source on and anew, and is resumed bit for bit', async () => {
    const passes = await trained(name, 'source', { epochs: 2 });
    const steps = { epochs: 3, stepsPerEpoch: 2 };
    expect(await trained(name, 'source', steps)).toEqual(passes);
    for (const stopAt of [1, 3, 4]) expect(await trained(name, 'source', steps, stopAt)).toEqual(passes);
  });

  it('validationSteps, and steps of evaluate, read no further', async () => {
    const model = ready(subject, name);
    const endless = {
      *[Symbol.iterator](): Generator<Batch> {
        for (;;) yield* batches;
      },
    };
    const { history } = await model.fit(x, y, { validationData: endless, validationSteps: 2, verbose: 0 });
    const wanted = await model.evaluate(x.slice(0, 16), y.slice(0, 16));
    const judged = await model.evaluate(endless, { steps: 2 });
    for (const [figure, value] of Object.entries(wanted)) {
      expect(judged[figure], figure).toBeCloseTo(value, 5);
      expect(history[`val${figure[0]!.toUpperCase()}${figure.slice(1)}`]![0], figure).toBeCloseTo(value, 5);
    }
    await model.dispose();
  });
});

it('a source is opened once for each pass, and closed at the end', async () => {
  const source = new Source();
  const model = ready(subject, 'cpu');
  await model.fit(source, { epochs: 2, stepsPerEpoch: 2, verbose: 0 });
  expect([source.opened, source.closed]).toEqual([2, 2]);
  await model.evaluate(source, { steps: 1 });
  expect([source.opened, source.closed]).toEqual([3, 3]);
  const empty = { [Symbol.iterator]: (): Iterator<Batch> => [][Symbol.iterator]() };
  await expect(model.fit(empty, { verbose: 0 })).rejects.toThrow(/the source gave no batch/);
  await model.dispose();
});

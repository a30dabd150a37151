/** The signal while a source lets `fit` wait: it ends at once, and the source is told. */
import { Dense, sequential, type Batch, type BatchSource, type FitOptions, type Sequential } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { describe, expect, it } from 'vitest';

const batch: Batch = { x: [[1], [2]], y: [[2], [4]] };

function compiled(): Sequential {
  const model = sequential([new Dense({ units: 1 })]);
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', seed: 1, backend: cpu() });
  return model;
}

/** Gives so many batches, then nothing for ever. */
class Hanging implements AsyncIterable<Batch> {
  asked = 0;
  returned = 0;
  readonly #batches: number;
  readonly #onReturn: () => unknown;
  hangs: () => void = () => undefined;
  readonly hanging = new Promise<void>((resolve) => (this.hangs = resolve));

  constructor(batches: number, onReturn: () => unknown = () => undefined) {
    this.#batches = batches;
    this.#onReturn = onReturn;
  }

  [Symbol.asyncIterator](): AsyncIterator<Batch> {
    return {
      next: async () => {
        if (this.asked++ < this.#batches) return { done: false, value: batch };
        this.hangs();
        return new Promise<never>(() => undefined);
      },
      return: async () => {
        this.returned++;
        await this.#onReturn();
        return { done: true, value: undefined };
      },
    };
  }
}

/** Aborts once the source hangs; the error that the run ends with. */
async function endOf(source: Hanging, run: (signal: AbortSignal) => Promise<unknown>): Promise<unknown> {
  const controller = new AbortController();
  const ended = run(controller.signal).catch((error: unknown) => error);
  await source.hanging;
  controller.abort('enough');
  return ended;
}

const fitOn =
  (model: Sequential, source: BatchSource, options: FitOptions = {}) =>
  (signal: AbortSignal) =>
    model.fit(source, { verbose: 0, signal, ...options });

describe('a source that hangs', () => {
  it.each([
    ['an epoch that is a pass', {}],
    ['an epoch of so many steps', { stepsPerEpoch: 5 }],
  ])('in %s', async (_, options) => {
    const [model, source] = [compiled(), new Hanging(2)];
    expect(await endOf(source, fitOn(model, source, options))).toMatchObject({
      code: 'ABORTED',
      cause: 'enough',
      problem: { who: 'fit' },
    });
    expect(source.returned).toBe(1);
    expect(model.progress.step).toBe(2);
    // It can be trained again.
    await model.fit([batch], { verbose: 0 });
    expect(model.progress.step).toBe(3);
  });

  it('as validation data, and in evaluate', async () => {
    const [model, source, other] = [compiled(), new Hanging(1), new Hanging(1)];
    const ended = await endOf(source, fitOn(model, [batch], { validationData: source }));
    expect(ended).toMatchObject({ code: 'ABORTED' });
    expect(await endOf(other, (signal) => model.evaluate(other, { signal }))).toMatchObject({ code: 'ABORTED' });
    expect([source.returned, other.returned]).toEqual([1, 1]);
  });

  it('and in its return as well, or fails there', async () => {
    const forEver = new Hanging(1, () => new Promise(() => undefined));
    expect(await endOf(forEver, fitOn(compiled(), forEver, { stepsPerEpoch: 3 }))).toMatchObject({ code: 'ABORTED' });
    const failing = new Hanging(1, () => Promise.reject(new Error('theirs')));
    expect(await endOf(failing, fitOn(compiled(), failing))).toMatchObject({ code: 'ABORTED' });
    expect(failing.returned).toBe(1);
  });

  it('as a generator, which hears of it when it goes on', async () => {
    let [goOn, closed] = [(): void => undefined, false];
    const controller = new AbortController();
    async function* source(): AsyncGenerator<Batch> {
      try {
        yield batch;
        setTimeout(() => controller.abort());
        await new Promise<void>((resolve) => (goOn = resolve));
        yield batch;
      } finally {
        closed = true;
      }
    }
    await expect(fitOn(compiled(), source())(controller.signal)).rejects.toMatchObject({ code: 'ABORTED' });
    expect(closed).toBe(false);
    goOn();
    await new Promise((resolve) => setTimeout(resolve));
    expect(closed).toBe(true);
  });
});

it('a signal that has fired already lets no batch be asked for', async () => {
  const source = new Hanging(1);
  await expect(fitOn(compiled(), source)(AbortSignal.abort())).rejects.toMatchObject({ code: 'ABORTED' });
  expect([source.asked, source.returned]).toEqual([0, 1]);
});

it('without a signal that fires a source is read to its end, and left once by a loop that stops', async () => {
  const { signal } = new AbortController();
  let closed = 0;
  const source: BatchSource = {
    async *[Symbol.asyncIterator]() {
      try {
        yield batch;
        yield batch;
      } finally {
        closed++;
      }
    },
  };
  const model = compiled();
  await model.fit(source, { verbose: 0, signal, epochs: 2 });
  expect([model.progress.step, closed]).toEqual([4, 2]);
  await model.evaluate(source, { signal, steps: 1 });
  expect(closed).toBe(3);
  const next = (): never => {
    throw new Error('theirs');
  };
  const broken: BatchSource = { [Symbol.asyncIterator]: () => ({ next }) };
  await expect(model.fit(broken, { verbose: 0, signal })).rejects.toThrow('theirs');
});

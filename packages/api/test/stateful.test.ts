/** What layers carry from batch to batch: laws, files, samples, and what is refused. */
import {
  Dense,
  Dropout,
  GRU,
  Layer,
  LSTM,
  LSTMCell,
  modelFromFiles,
  modelToFiles,
  RNN,
  sequential,
  type Sequential,
  type Tensor,
  type TensorValue,
} from '@bernoulli/api';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { rounded } from './nets.ts';

const backend = rounded();

type Rows = number[][][];

/** Sequences of 6 steps, and the labels of their halves. */
const sequences = (rows: number): Rows =>
  Array.from({ length: rows }, (_, r) =>
    Array.from({ length: 6 }, (_, t) => [Math.sin(r + 2 * t), Math.cos(3 * r * t)]),
  );
const part = (x: Rows, from: number, to: number): Rows => x.map((row) => row.slice(from, to));
const x = sequences(4);
/** The first halves of all rows, then the second. */
const halves = [...part(x, 0, 3), ...part(x, 3, 6)];
const labels = halves.map((row) => [row[0]![0]!]);
const options = { batchSize: 4, shuffle: false, verbose: 0 } as const;

const made = (layers: readonly Layer[], name = 'net'): Sequential => {
  const model = sequential([...layers], { name });
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError', seed: 1, backend: backend });
  return model;
};
const stateful = (): Sequential => made([new GRU({ units: 3, stateful: true }), new Dense({ units: 1 })]);

function close(actual: TensorValue, wanted: TensorValue | readonly number[]): void {
  const figures = 'data' in wanted ? [...wanted.data] : wanted;
  expect(actual.data.length).toBe(figures.length);
  figures.forEach((value, i) => expect(actual.data[i]).toBeCloseTo(value, 5));
}

afterEach(() => void vi.restoreAllMocks());

describe('a stateful layer', () => {
  const kinds: [string, (stateful: boolean) => Layer][] = [
    ['GRU', (on) => new GRU({ units: 3, stateful: on })],
    ['LSTM', (on) => new LSTM({ units: 3, stateful: on })],
    ['RNN around a cell', (on) => new RNN({ cell: new LSTMCell({ units: 3 }), stateful: on })],
  ];
  it.each(kinds)('reads a sequence in parts as it reads the whole: %s', async (_, layer) => {
    const [whole, inParts] = [made([layer(false)]), made([layer(true)])];
    const wanted = await whole.predict(x);
    const first = await inParts.predict(part(x, 0, 3));
    close(await inParts.predict(part(x, 3, 6)), wanted);
    // The end of one sequence is the beginning of the next, until it is reset.
    expect((await inParts.predict(part(x, 0, 3))).data[0]).not.toBeCloseTo(first.data[0]!, 3);
    inParts.resetStates();
    close(await inParts.predict(part(x, 0, 3)), first);
  });

  it('begins with states that are handed in, and carries on from there', async () => {
    class Given extends Layer {
      readonly className = 'Given';
      gru = new GRU({ units: 3, stateful: true });
      getConfig() {
        return {};
      }
      call(input: Tensor) {
        this.gru.apply(
          input,
          input
            .sum([1, 2], true)
            .reshape([input.shape[0]!, 1])
            .mul(input.constant(Float32Array.of(1, 2, 3))),
        );
        return this.gru.apply(input);
      }
    }
    const model = made([new Given()]);
    const once = await model.predict(x);
    close(await model.predict(x), once);
  });

  it('is reset by itself, by a block around it, and by the model', async () => {
    const layer = new GRU({ units: 2, stateful: true });
    const block = sequential([layer], { name: 'block' });
    const model = made([block]);
    const first = await model.predict(x);
    for (const reset of [layer, block, model]) {
      expect((await model.predict(x)).data).not.toEqual(first.data);
      reset.resetStates();
      close(await model.predict(x), first);
    }
  });

  it('carries what training leaves into prediction and evaluation, also where it is frozen', async () => {
    const frozen = new GRU({ units: 3, stateful: true, name: 'gru' });
    frozen.trainable = false;
    const model = made([frozen, new Dense({ units: 1 })]);
    const other = made([new GRU({ units: 3, name: 'gru' }), new Dense({ units: 1 })]);
    await model.fit(halves.slice(0, 4), labels.slice(0, 4), options);
    await other.predict(x);
    await other.setWeights(await model.getWeights());
    const wanted = await other.evaluate(x, labels.slice(4));
    const { loss } = await model.evaluate(halves.slice(4), labels.slice(4));
    expect(loss).toBeCloseTo(wanted['loss']!, 6);
  });

  it('takes no step, and carries nothing on, where the loss is not finite', async () => {
    const model = stateful();
    await model.trainOnBatch(part(x, 0, 3), labels.slice(0, 4));
    const wanted = stateful();
    await wanted.trainOnBatch(part(x, 0, 3), labels.slice(0, 4));
    await expect(model.trainOnBatch(part(x, 3, 6), [[1], [NaN], [1], [1]])).rejects.toThrow(
      expect.objectContaining({ code: 'NON_FINITE' }),
    );
    close(await model.predict(part(x, 3, 6)), await wanted.predict(part(x, 3, 6)));
  });

  it('carries states, which are no weights', async () => {
    const model = stateful();
    await model.predict(part(x, 0, 3));
    expect(Object.keys(await model.getWeights()).sort()).toEqual([
      'net/dense/bias',
      'net/dense/kernel',
      'net/gru/bias',
      'net/gru/kernel',
      'net/gru/recurrentKernel',
    ]);
  });
});

describe('a stored model', () => {
  it('goes on from the batch before, bit for bit', async () => {
    const whole = stateful();
    await whole.fit(halves, labels, { ...options, epochs: 3 });
    const first = stateful();
    const controller = new AbortController();
    const callbacks = [{ onBatchEnd: () => void (first.progress.step === 3 && controller.abort()) }];
    await expect(
      first.fit(halves, labels, { ...options, epochs: 3, callbacks, signal: controller.signal }),
    ).rejects.toThrow(/aborted/);
    const again = modelFromFiles(await modelToFiles(first), { backend: backend });
    await again.fit(halves, labels, { ...options, epochs: 3, resume: true });
    expect(await again.getWeights()).toEqual(await whole.getWeights());
    expect(await again.predict(part(x, 0, 3))).toEqual(await whole.predict(part(x, 0, 3)));
  });

  it('holds nothing of what was before a reset', async () => {
    const model = stateful();
    const fresh = await model.predict(part(x, 0, 3));
    model.resetStates();
    const again = modelFromFiles(await modelToFiles(model), { backend: backend });
    close(await again.predict(part(x, 0, 3)), fresh);
  });

  it.each([
    ['state:4x9:net/gru/hidden', 'net/gru/hidden'],
    ['state:4x3:net/dense/hidden', 'carries no such state'],
    ['state:0x3:net/gru/hidden', 'carries no such state'],
    ['state:4x3:net/gru/hidden:', 'carries no such state'],
  ])('is refused where it carries %s', async (name, message) => {
    const model = stateful();
    await model.predict(part(x, 0, 3));
    const files = await modelToFiles(model);
    const text = new TextDecoder('latin1').decode(files['optimizer.safetensors']);
    const at = 'state:4x3:net/gru/hidden';
    expect(text).toContain(at);
    const header = text.slice(
      8,
      8 +
        Number(
          new DataView(files['optimizer.safetensors']!.buffer, files['optimizer.safetensors']!.byteOffset).getBigUint64(
            0,
            true,
          ),
        ),
    );
    const changed = header.replace(at, name).trimEnd();
    const padded = changed.padEnd(Math.ceil(changed.length / 8) * 8);
    const bytes = new Uint8Array(8 + padded.length + 48);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(padded.length), true);
    bytes.set(new TextEncoder().encode(padded), 8);
    expect(() => modelFromFiles({ ...files, 'optimizer.safetensors': bytes })).toThrow(message);
  });
});

describe('samples', () => {
  it('all begin with what is carried, and carry nothing on', async () => {
    const model = made([new GRU({ units: 3, stateful: true }), new Dropout({ rate: 0.5 })]);
    await model.predict(part(x, 0, 3));
    const { mean } = await model.sample(part(x, 3, 6), { samples: 400 });
    const next = await model.predict(part(x, 3, 6));
    next.data.forEach((value, i) => expect(Math.abs(mean.data[i]! - value)).toBeLessThan(0.2 * Math.abs(value) + 0.01));
    model.resetStates();
    const { mean: anew } = await model.sample(part(x, 3, 6), { samples: 400 });
    expect(Math.abs(anew.data[0]! - next.data[0]!)).toBeGreaterThan(Math.abs(mean.data[0]! - next.data[0]!));
  });
});

describe('batches of another size', () => {
  it.each([
    ['predict', (model: Sequential) => model.predict(sequences(3), { batchSize: 3 })],
    ['trainOnBatch', (model: Sequential) => model.trainOnBatch(sequences(3), [[1], [2], [3]])],
    ['sample', (model: Sequential) => model.sample(sequences(3), { batchSize: 3 })],
  ] as const)('are refused by %s, with the place and both sizes', async (_, run) => {
    const model = stateful();
    model.buildFor([6, 2]);
    await model.predict(x);
    await expect(run(model) as Promise<unknown>).rejects.toThrow(
      'GRU at net/gru: carries the states of 4 rows from batch to batch, so every batch must have 4. Received 3 rows.',
    );
    // Nothing has changed by it, and after a reset any size is right.
    model.resetStates();
    await run(model);
  });

  it.each([
    [
      'fit',
      (model: Sequential) =>
        model.fit(
          sequences(6),
          sequences(6).map(() => [1]),
          options,
        ),
    ],
    [
      'evaluate',
      (model: Sequential) =>
        model.evaluate(
          sequences(6),
          sequences(6).map(() => [1]),
          { batchSize: 4 },
        ),
    ],
    ['predict', (model: Sequential) => model.predict(sequences(6), { batchSize: 4 })],
  ] as const)('are refused by %s before anything has run', async (who, run) => {
    const model = stateful();
    await expect(run(model) as Promise<unknown>).rejects.toThrow(
      `${who} at net/gru: the layer carries states from batch to batch, so all batches must have one size, here 4 rows. Received 6 rows, of which 2 are left for the last.`,
    );
    expect(model.progress.step).toBe(0);
  });

  it('are refused in the middle of a source', async () => {
    const model = stateful();
    const batches = [4, 3].map((rows) => ({ x: sequences(rows), y: sequences(rows).map(() => [1]) }));
    await expect(model.fit(batches, { verbose: 0 })).rejects.toThrow('Received 3 rows.');
    expect(model.progress.step).toBe(1);
  });
});

it('says once that shuffled rows do not go on from one another', async () => {
  const said = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const model = stateful();
  for (let i = 0; i < 2; i++) await model.fit(halves, labels, { batchSize: 4, verbose: 0 });
  await stateful().fit(halves, labels, options);
  expect(said.mock.calls.map(([text]) => text as string)).toEqual([expect.stringContaining('fit at net/gru')]);
});

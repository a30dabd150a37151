/** The way back in: what we exported predicts the same bits when it is read again, and what is written from that is stable. */
import {
  BatchNormalization,
  Conv2D,
  Dense,
  Dropout,
  Embedding,
  Flatten,
  GlobalAveragePooling1D,
  LayerNormalization,
  LSTM,
  MaxPooling2D,
  sequential,
  type Model,
  type RowLike,
  type TensorValue,
} from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { exportOnnx, importOnnx } from '@bernoulli/backend-onnx';
import { describe, expect, it } from 'vitest';

interface Sample {
  readonly model: () => Model;
  readonly row: RowLike;
  readonly x: { readonly data: Float32Array | Int32Array; readonly shape: readonly number[] };
}

const wave = (shape: readonly number[]): Sample['x'] => ({
  data: Float32Array.from({ length: shape.reduce((m, n) => m * n, 1) }, (_, i) => Math.sin(i * 0.7)),
  shape,
});

const samples: Record<string, Sample> = {
  'dense layers': {
    model: () =>
      sequential([new Dense({ units: 8, activation: 'relu' }), new Dense({ units: 3, activation: 'softmax' })]),
    row: [5],
    x: wave([7, 5]),
  },
  convolution: {
    model: () =>
      sequential([
        new Conv2D({ filters: 4, kernelSize: 3, activation: 'relu', padding: 'same' }),
        new MaxPooling2D({}),
        new Flatten(),
        new Dense({ units: 2 }),
      ]),
    row: [6, 6, 2],
    x: wave([3, 6, 6, 2]),
  },
  'an LSTM': {
    model: () => sequential([new LSTM({ units: 4 }), new Dense({ units: 2, activation: 'sigmoid' })]),
    row: [5, 3],
    x: wave([4, 5, 3]),
  },
  'words and attention': {
    model: () =>
      sequential([
        new Embedding({ inputDim: 11, outputDim: 8 }),
        new GlobalAveragePooling1D(),
        new LayerNormalization(),
      ]),
    row: { dtype: 'i32', shape: [6] },
    x: { data: Int32Array.from({ length: 18 }, (_, i) => (i * 7) % 11), shape: [3, 6] },
  },
  normalization: {
    model: () =>
      sequential([new Dense({ units: 6 }), new BatchNormalization(), new Dense({ units: 1, activation: 'gelu' })]),
    row: [4],
    x: wave([5, 4]),
  },
};
function built({ model, row }: Sample): Model {
  const made = model();
  made.compile({ seed: 3, backend: cpu({ threads: 1 }) });
  made.buildFor(row);
  return made;
}

describe.each(Object.entries(samples))('%s', (_, sample) => {
  it('predicts the same bits after export and import', async () => {
    const model = built(sample);
    const imported = await importOnnx(await exportOnnx(model));
    imported.compile({ seed: 9, backend: cpu({ threads: 1 }) });
    const [want, got] = (await Promise.all([model, imported].map((m) => m.predict(sample.x)))) as TensorValue[];
    expect(got!.shape).toEqual(want!.shape);
    expect(got!.data).toEqual(want!.data);
  });

  it('keeps the names of its weights, and their values', async () => {
    const model = built(sample);
    const imported = await importOnnx(await exportOnnx(model));
    imported.compile({ seed: 9, backend: cpu({ threads: 1 }) });
    const [want, got] = [await model.getWeights(), await imported.getWeights()];
    expect(Object.keys(got).sort()).toEqual(Object.keys(want).sort());
    for (const [name, { data }] of Object.entries(want)) expect(got[name]!.data).toEqual(data);
  });

  it('comes to the same bytes when it is exported again and again', async () => {
    const once = await importOnnx(await exportOnnx(built(sample)));
    once.compile({ seed: 1 });
    const first = await exportOnnx(once);
    const twice = await importOnnx(first);
    twice.compile({ seed: 2 });
    expect(Buffer.compare(await exportOnnx(twice), first)).toBe(0);
  });
});

it('adds dropout to an imported model, and trains it', async () => {
  const { importable, x, y } = await twoMoons();
  const body = await importOnnx(importable);
  const model = sequential([body, new Dropout({ rate: 0.2 }), new Dense({ units: 1 })], { name: 'tuned' });
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError', seed: 4, backend: cpu({ threads: 1 }) });
  const before = await model.evaluate(x, y);
  const weights = await (model.buildFor([2]), model.getWeights());
  await model.fit(x, y, { epochs: 40, batchSize: 16, verbose: 0 });
  const after = await model.evaluate(x, y);
  expect(after['loss']!).toBeLessThan(before['loss']! / 4);
  const moved = await model.getWeights();
  for (const name of Object.keys(weights)) expect(moved[name]!.data).not.toEqual(weights[name]!.data);
});

async function twoMoons(): Promise<{ importable: Uint8Array; x: Sample['x']; y: Sample['x'] }> {
  const base = sequential([new Dense({ units: 16, activation: 'tanh' })], { name: 'base' });
  base.compile({ seed: 1 });
  base.buildFor([2]);
  const x = wave([64, 2]);
  const y = { data: Float32Array.from({ length: 64 }, (_, i) => x.data[2 * i]! - x.data[2 * i + 1]!), shape: [64, 1] };
  return { importable: await exportOnnx(base), x, y };
}

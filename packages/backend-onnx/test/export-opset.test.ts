/** Files for each version of ONNX's operators that can be asked for: what they say of themselves, and that they do the same. */
import {
  BatchNormalization,
  Conv2D,
  Dense,
  Dropout,
  Flatten,
  GRU,
  Reshape,
  sequential,
  type Model,
} from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { exportOnnx, type ExportOptions } from '@bernoulli/backend-onnx';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, describe, expect, it } from 'vitest';
import { decodeModel } from '../src/proto/decode.ts';
import { accepted, hasOnnx, withOnnx } from './onnx-python.ts';

const formats = { 18: 8, 19: 9, 20: 9, 21: 10 } as const;
const opsets = Object.keys(formats).map(Number) as (keyof typeof formats)[];

const model: Model = sequential(
  [
    new Reshape({ targetShape: [4, 3, 1] }),
    new Conv2D({ filters: 2, kernelSize: 2, activation: 'relu' }),
    new BatchNormalization(),
    new Reshape({ targetShape: [3, 4] }),
    new GRU({ units: 3, returnSequences: true }),
    new Flatten(),
    new Dropout({ rate: 0.4 }),
    new Dense({ units: 3, activation: 'softmax' }),
  ],
  { name: 'net' },
);
model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', seed: 3, backend: cpu() });
model.buildFor([12]);
afterAll(() => model.dispose());

const modes: readonly ExportOptions[] = [
  { mode: 'inference' },
  { mode: 'stochastic' },
  { mode: 'stochastic', functions: false },
  { mode: 'uncertainty', samples: 3, probabilities: true },
  { mode: 'conformal', calibration: { score: 'aps', threshold: 0.8, classes: 3, key: [1, 2] } },
  { mode: 'conformal', calibration: { score: 'aps', threshold: 0.8, classes: 3, key: [1, 2] }, functions: false },
  { mode: 'training', batchSize: 4 },
  { mode: 'gradients', batchSize: 4 },
  { mode: 'apply' },
  { mode: 'state' },
];
const titled = modes.map(
  (options) => [`${options.mode}${options.functions === false ? ', flat' : ''}`, options] as const,
);

describe.each(titled)('mode %s', (title, options) => {
  it('says which opset it has, everywhere, and the file format that came with it', async () => {
    for (const opset of opsets) {
      const { irVersion, opsets: own, functions } = decodeModel(await exportOnnx(model, { ...options, opset }));
      expect(irVersion).toBe(formats[opset]);
      expect([own, ...functions.map((each) => each.opsets)].map((each) => each.get(''))).toEqual(
        [own, ...functions].map(() => opset),
      );
    }
    expect(await exportOnnx(model, { ...options, opset: 18 })).toEqual(await exportOnnx(model, options));
  });

  it('gives the same numbers with each', async () => {
    let first: Record<string, number[]> | undefined;
    for (const opset of opsets) {
      const session = await InferenceSession.create(await exportOnnx(model, { ...options, opset }));
      const feeds = Object.fromEntries(
        session.inputMetadata.map((input) => {
          const { name, type, shape } = input as InferenceSession.TensorValueMetadata;
          const dims = shape.map((size) => (typeof size === 'number' ? size : 1));
          const count = dims.reduce((product, size) => product * size, 1);
          const values = Array.from({ length: count }, (_, i) => Math.abs(Math.sin(i + 1)));
          if (type === 'float32') return [name, new Tensor(type, Float32Array.from(values), dims)];
          if (type === 'int32') return [name, new Tensor(type, new Int32Array(count), dims)];
          return [name, new Tensor('int64', BigInt64Array.of(5n), dims)];
        }),
      );
      const out = await session.run(feeds);
      await session.release();
      const got = Object.fromEntries(
        Object.entries(out).map(([name, { data }]) => [name, Array.from(data as Float32Array, Number)]),
      );
      first ??= got;
      expect(got, title).toEqual(first);
    }
  });
});

it.each([17, 22, 18.5])('refuses opset %d', async (opset) => {
  await expect(exportOnnx(model, { opset })).rejects.toThrow(
    `exportOnnx: opset must be a whole number in [18, 21]. Received ${opset}.`,
  );
});

describe.skipIf(!hasOnnx)(withOnnx('ONNX\u2019s own checker'), () => {
  it('accepts every mode at every opset, with strict shape inference', { timeout: 120_000 }, async () => {
    const files: Record<string, Uint8Array> = {};
    for (const [i, options] of modes.entries())
      for (const opset of opsets)
        files[`${i}-${options.mode}-${opset}`] = await exportOnnx(model, { ...options, opset });
    expect(accepted(files)).toBe(modes.length * opsets.length);
  });
});

/** Smaller and simpler files: half precision, 8 bits, and normalization that is worked into weights. */
import {
  Activation,
  BatchNormalization,
  Conv1D,
  Conv2D,
  Dense,
  DepthwiseConv2D,
  Dropout,
  Embedding,
  Flatten,
  GlobalAveragePooling1D,
  input,
  LSTM,
  model as functional,
  Reshape,
  SeparableConv2D,
  sequential,
  type Layer,
  type Sequential,
  type Tensor as ApiTensor,
} from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { exportOnnx, importOnnx, type ExportOptions } from '@bernoulli/backend-onnx';
import { measureOnnx } from '@bernoulli/backend-onnx/node';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, describe, expect, it } from 'vitest';
import { halfBits } from '../src/export/half.ts';
import { decodeModel } from '../src/proto/decode.ts';
import { accepted, hasOnnx, withOnnx } from './onnx-python.ts';

const models: Sequential[] = [];
afterAll(() => Promise.all(models.map((model) => model.dispose())));

/** A network whose statistics and biases are not those of the beginning. */
async function net(layers: Layer[], row: number[]): Promise<Sequential> {
  const model = sequential(layers, { name: 'net' });
  models.push(model);
  model.compile({ optimizer: 'sgd', loss: 'mse', seed: 4, backend: cpu() });
  model.buildFor(row);
  const moved = Object.entries(await model.getWeights()).map(([path, { shape, data }]) => {
    const off = (i: number): number => 0.3 * Math.sin(2.3 * i + path.length);
    const values = Float32Array.from(data, (w, i) =>
      path.endsWith('movingVariance') ? 0.5 + off(i) ** 2 : w + off(i),
    );
    return [path, { shape, data: values }] as const;
  });
  await model.setWeights(Object.fromEntries(moved));
  return model;
}

const nodesOf = (bytes: Uint8Array): string[] => decodeModel(bytes).graph.nodes.map(({ opType }) => opType);
const count = (bytes: Uint8Array, op: string): number => nodesOf(bytes).filter((each) => each === op).length;
const wave = (rows: number, row: readonly number[], integers = false): { shape: number[]; data: Float32Array } => {
  const size = row.reduce((product, n) => product * n, rows);
  return {
    shape: [rows, ...row],
    data: Float32Array.from({ length: size }, (_, i) => (integers ? i % 40 : Math.sin(1.7 * i))),
  };
};

async function run(
  bytes: Uint8Array,
  { shape, data }: ReturnType<typeof wave>,
  level: 'disabled' | 'all' = 'all',
): Promise<Float32Array> {
  const session = await InferenceSession.create(bytes, { graphOptimizationLevel: level });
  const out = await session.run({ input: new Tensor('float32', data, shape) });
  await session.release();
  return out['output']!.data as Float32Array;
}

const dense = (): Layer[] => [
  new Dense({ units: 48, name: 'first' }),
  new BatchNormalization({ name: 'norm' }),
  new Activation({ activation: 'relu' }),
  new Dropout({ rate: 0.5 }),
  new Dense({ units: 40, useBias: false, name: 'second' }),
  new BatchNormalization({ name: 'norm2', scale: false }),
  new Dense({ units: 5, activation: 'softmax', name: 'last' }),
];
const images = (): Layer[] => [
  new Conv2D({ filters: 6, kernelSize: 3, useBias: false, name: 'conv' }),
  new BatchNormalization({ name: 'norm' }),
  new Activation({ activation: 'relu' }),
  new DepthwiseConv2D({ kernelSize: 2, padding: 'same', depthMultiplier: 2, name: 'depth' }),
  new BatchNormalization({ name: 'norm2', center: false }),
  new SeparableConv2D({ filters: 4, kernelSize: 2, name: 'apart' }),
  new BatchNormalization({ name: 'norm3' }),
  new Flatten(),
  new Dense({ units: 3 }),
];
const words = (): Layer[] => [
  new Embedding({ inputDim: 40, outputDim: 12 }),
  new LSTM({ units: 16 }),
  new Dense({ units: 20 }),
];
const sequences = (): Layer[] => [
  new Reshape({ targetShape: [10, 3] }),
  new Conv1D({ filters: 30, kernelSize: 3 }),
  new BatchNormalization(),
  new GlobalAveragePooling1D(),
];

describe('fold', () => {
  it.each([
    ['dense', dense, [20], 'norm into net/first; net/norm2 into net/second', 2],
    ['images', images, [8, 7, 3], 'norm into net/conv; net/norm2 into net/depth; net/norm3 into net/apart', 3],
  ] as const)('works normalization into %s, says so, and predicts the same', async (_, layers, row, said, norms) => {
    const model = await net(layers(), [...row]);
    const [plain, folded] = [await exportOnnx(model), await exportOnnx(model, { fold: true })];
    expect(Buffer.from(folded).toString('latin1')).toContain(`org.bernoulli.folded`);
    expect(Buffer.from(folded).toString('latin1')).toContain(`net/${said}`);
    for (const op of ['Sqrt', 'Div', 'Sub'])
      expect(count(folded, op), op).toBe(op === 'Sqrt' ? 0 : count(plain, op) - norms);
    const x = wave(6, row);
    const want = (await model.predict(x)).data;
    for (const level of ['disabled', 'all'] as const)
      (await run(folded, x, level)).forEach((value, i) => expect(Math.abs(value - want[i]!)).toBeLessThan(1e-5));
    // And it is another file: what was worked in is not what was there.
    expect(decodeModel(folded).graph.initializers.map(({ name }) => name)).not.toContain('net/norm/movingMean');
  });

  it('leaves what serves something else, and what has nothing to fold', async () => {
    const shared = new Dense({ units: 4, name: 'shared' });
    const x = input({ shape: [4] });
    const once = shared.apply(x) as ApiTensor;
    const twice = shared.apply(new BatchNormalization({ name: 'norm' }).apply(once) as ApiTensor) as ApiTensor;
    const [both, model] = [
      functional(x, twice, { name: 'both' }),
      functional(x, once.add(new BatchNormalization().apply(once) as ApiTensor)),
    ];
    for (const each of [both, model]) {
      each.compile({ seed: 1, backend: cpu() });
      expect(Buffer.compare(await exportOnnx(each, { fold: true }), await exportOnnx(each))).toBe(0);
    }
    const plain = await net([new Dense({ units: 4 }), new Activation({ activation: 'gelu' })], [4]);
    expect(Buffer.compare(await exportOnnx(plain, { fold: true }), await exportOnnx(plain))).toBe(0);
  });
});

describe('half precision', () => {
  it('is rounded to nearest, ties to even', () => {
    // Pairs of IEEE 754 binary16: value and bits.
    const known = [[0, 0], [-0, 0x8000], [1, 0x3c00], [-2, 0xc000], [65504, 0x7bff], [65519, 0x7bff], [65520, 0x7c00], [Infinity, 0x7c00], [2 ** -14, 0x0400], [2 ** -24, 1], [2 ** -25, 0], [2 ** -25 * 1.001, 1], [1 + 2 ** -11, 0x3c00], [1 + 3 * 2 ** -11, 0x3c02], [1.9999, 0x4000], [2 ** -14 - 2 ** -26, 0x0400], [0.1, 0x2e66], [1 / 3, 0x3555]] as const; // prettier-ignore
    for (const [value, want] of known) expect(halfBits(value), String(value)).toBe(want);
    expect(halfBits(NaN) & 0x7c00).toBe(0x7c00);
    // Every number of the format is itself.
    for (let bits = 0; bits < 0x7c00; bits++) {
      const [exponent, rest] = [bits >> 10, bits & 1023];
      expect(halfBits(exponent === 0 ? rest * 2 ** -24 : (1024 + rest) * 2 ** (exponent - 25))).toBe(bits);
    }
  });

  it('refuses what does not fit', async () => {
    const model = await net([new Dense({ units: 20 })], [20]);
    await model.setWeights({ 'net/dense/kernel': { shape: [20, 20], data: new Float32Array(400).fill(7e4) } });
    await expect(exportOnnx(model, { weights: 'f16' })).rejects.toThrow(
      'exportOnnx at net/dense/kernel: half precision ends at 65,504. Received 70000.',
    );
  });
});

const nets = {
  dense: [dense, [20]],
  images: [images, [8, 7, 3]],
  words: [words, [6]],
  sequences: [sequences, [30]],
} as const;
const bounds = { f16: 2e-3, int8: 0.06 } as const;

describe.each(['f16', 'int8'] as const)('weights in %s', (weights) => {
  it.each(Object.keys(nets) as (keyof typeof nets)[])(
    'of %s predict nearly the same, and the loss is measured',
    async (name) => {
      const [layers, row] = nets[name];
      const model = await net(layers(), [...row]);
      const x = wave(8, row, name === 'words');
      const bytes = await exportOnnx(model, { weights });
      const want = (await model.predict(x)).data;
      const scale = Math.max(...Array.from(want, Math.abs));
      let largest = 0;
      for (const level of ['disabled', 'all'] as const)
        (await run(bytes, x, level)).forEach((value, i) => (largest = Math.max(largest, Math.abs(value - want[i]!))));
      expect(largest).toBeGreaterThan(0);
      expect(largest / scale).toBeLessThan(bounds[weights]);
      const measured = await measureOnnx(model, x, { weights });
      expect(measured.bytes).toBe(bytes.length);
      expect(measured.largest).toBeLessThanOrEqual(largest);
      expect(measured.rootMeanSquare).toBeLessThanOrEqual(measured.largest);
      expect((await measureOnnx(model, x)).largest / scale).toBeLessThan(1e-5);
      // Read again, it predicts the same as the runtime.
      const again = await importOnnx(bytes);
      again.compile({ seed: 1, backend: cpu() });
      models.push(again as never);
      const theirs = ((await again.predict(x)) as { data: Float32Array }).data;
      (await run(bytes, x)).forEach((value, i) =>
        expect(Math.abs(value - theirs[i]!) / scale).toBeLessThan(weights === 'int8' ? 0.02 : 1e-5),
      );
    },
  );

  it('take less room', async () => {
    const model = await net([new Dense({ units: 200 })], [200]);
    const [small, whole] = [await exportOnnx(model, { weights }), await exportOnnx(model)];
    expect(small.length / whole.length).toBeLessThan(weights === 'f16' ? 0.51 : 0.28);
    expect(count(small, 'MatMulInteger')).toBe(weights === 'int8' ? 1 : 0);
    expect(Buffer.compare(small, await exportOnnx(model, { weights }))).toBe(0);
  });

  it('leave masks as they are', async () => {
    const model = await net(dense(), [20]);
    const bytes = await exportOnnx(model, { mode: 'stochastic', masks: true, weights });
    const session = await InferenceSession.create(bytes);
    const i64 = (value: number): Tensor => new Tensor('int64', BigInt64Array.of(BigInt(value)), []);
    const x = wave(4, [20]);
    const out = await session.run({
      input: new Tensor('float32', x.data, x.shape),
      seed: i64(4),
      step: i64(9),
      rowOffset: new Tensor('int32', Int32Array.of(0), []),
    });
    await session.release();
    for (const [site, mask] of Object.entries(await model.masks(9, { batchSize: 4 })))
      expect([...(out[`mask:${site}`]!.data as Float32Array)]).toEqual([...mask.data]);
  });
});

it('says how many rows have the same class, and refuses to measure what does not predict', async () => {
  const model = await net(dense(), [20]);
  const x = wave(50, [20]);
  const { sameClass } = await measureOnnx(model, x, { weights: 'f16', fold: true });
  expect(sameClass).toBeGreaterThan(0.95);
  await expect(measureOnnx(model, x, { mode: 'stochastic' } as never)).rejects.toThrow('measureOnnx');
});

it.each([
  [{ mode: 'training', weights: 'f16' }, 'exportOnnx: mode training has no setting weights. Received f16.'],
  [{ mode: 'stochastic', fold: true }, 'exportOnnx: mode stochastic has no setting fold. Received true.'],
  [{ weights: 'int4' }, /weights must be one of f32, f16, int8/],
] as const)('refuses %j', async (options, message) => {
  await expect(exportOnnx(await net([new Dense({ units: 1 })], [2]), options as never)).rejects.toThrow(message);
});

describe.skipIf(!hasOnnx)(withOnnx('ONNX’s own checker'), () => {
  it('accepts them all', { timeout: 60_000 }, async () => {
    const files: Record<string, Uint8Array> = {};
    for (const [name, [layers, row]] of Object.entries(nets)) {
      const model = await net(layers(), [...row]);
      const ways: ExportOptions[] = [
        { fold: true },
        { weights: 'f16' },
        { weights: 'int8', fold: true },
        { weights: 'int8', opset: 21 },
      ];
      for (const [i, options] of ways.entries()) files[`${name}-${i}`] = await exportOnnx(model, options);
    }
    expect(accepted(files)).toBe(16);
  });
});

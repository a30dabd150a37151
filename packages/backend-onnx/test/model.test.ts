/** The main road: a model trained on this backend, exported, and run by ONNX Runtime alone. */
import { Dense, Dropout, Model, sequential, type Tensor } from '@bernoulli/api';
import { exportOnnx, onnx } from '@bernoulli/backend-onnx';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { afterAll, expect, it } from 'vitest';

const rows = 48;
const x = { shape: [rows, 6], data: Float32Array.from({ length: rows * 6 }, (_, i) => Math.sin(i * i)) };
const y = Int32Array.from({ length: rows }, (_, i) => i % 3);

class TwoDoors extends Model {
  readonly hidden = new Dense({ units: 12, activation: 'tanh' });
  readonly drop = new Dropout({ rate: 0.5 });
  readonly head = new Dense({ units: 3, activation: 'softmax' });
  call(input: Tensor): Tensor {
    return this.head.apply(this.drop.apply(this.hidden.apply(input)));
  }
}

const models: Model[] = [];
afterAll(() => Promise.all(models.map((model) => model.dispose())));

async function trained(seed: number): Promise<TwoDoors> {
  const model = new TwoDoors();
  models.push(model);
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', seed, backend: onnx() });
  await model.fit(x, y, { epochs: 3, batchSize: 16, verbose: 0 });
  return model;
}

it.each(['disabled', 'basic', 'extended', 'all'] as const)(
  'predictions agree at optimization level %s',
  async (level) => {
    const model = await trained(3);
    const session = await InferenceSession.create(await exportOnnx(model), { graphOptimizationLevel: level });
    const probabilities = (await session.run({ input: new OrtTensor('float32', x.data, x.shape) }))['output']!;
    await session.release();
    const ours = await model.predict(x);
    expect(probabilities.dims).toEqual([rows, 3]);
    const largest = Math.max(...ours.data.map((p, i) => Math.abs(p - (probabilities.data as Float32Array)[i]!)));
    expect(largest).toBeLessThanOrEqual(1e-5);
  },
);

it('one seed gives one file, another seed another', async () => {
  const [a, b, c] = await Promise.all([3, 3, 4].map(async (seed) => exportOnnx(await trained(seed))));
  expect(Buffer.compare(a!, b!)).toBe(0);
  expect(Buffer.compare(a!, c!)).not.toBe(0);
});

it('names come from the module paths', async () => {
  const content = Buffer.from(await exportOnnx(await trained(3))).toString('latin1');
  for (const name of ['twoDoors/hidden/kernel', 'twoDoors/hidden/Tanh', 'twoDoors/head/bias'])
    expect(content).toContain(name);
  expect(content).not.toMatch(/drop|Random|Bernoulli/);
});

it('a model that was never built says so', async () => {
  const model = sequential([new Dense({ units: 1 })]);
  models.push(model);
  model.compile({ seed: 1, backend: onnx() });
  await expect(exportOnnx(model)).rejects.toMatchObject({ code: 'STATE' });
});

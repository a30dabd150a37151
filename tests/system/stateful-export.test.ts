/** What layers carry from batch to batch is handed in and out of an exported file, by path. */
import { Dense, Dropout, GRU, LSTM, sequential } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { exportOnnx } from '@bernoulli/backend-onnx';
import * as ort from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { expectClose } from '../oracles/expect-close.ts';

const [ROWS, STEPS] = [4, 3];
const batch = (i: number) => ({
  dtype: 'f32' as const,
  shape: [ROWS, STEPS, 2],
  data: Float32Array.from({ length: ROWS * STEPS * 2 }, (_, j) => Math.sin(7 * i + j)),
});
const targets = Array.from({ length: ROWS }, (_, i) => [i]);

async function trained() {
  const model = sequential(
    [
      new LSTM({ units: 5, stateful: true, returnSequences: true }),
      new Dropout({ rate: 0.25 }),
      new GRU({ units: 3, stateful: true }),
      new Dense({ units: 1 }),
    ],
    { name: 'net' },
  );
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError', seed: 3, backend: cpu({ threads: 1 }) });
  for (let i = 0; i < 3; i++) await model.trainOnBatch(batch(i), targets);
  return model;
}

const states = { 'net/lstm/hidden': 5, 'net/lstm/carry': 5, 'net/gru/hidden': 3 };
const zeros = (rows: number): Record<string, ort.Tensor> =>
  Object.fromEntries(
    Object.entries(states).map(([path, size]) => [
      path,
      new ort.Tensor('float32', new Float32Array(rows * size), [rows, size]),
    ]),
  );

it('predicts batch after batch as the model does', async () => {
  const model = await trained();
  model.resetStates();
  const bytes = await exportOnnx(model);
  for (const graphOptimizationLevel of ['disabled', 'all'] as const) {
    const session = await ort.InferenceSession.create(bytes, { graphOptimizationLevel });
    expect([...session.inputNames].sort()).toEqual(['input', ...Object.keys(states)].sort());
    model.resetStates();
    let carried = zeros(ROWS);
    for (let i = 0; i < 3; i++) {
      const { shape, data } = batch(i);
      const { output, ...next } = await session.run({ input: new ort.Tensor('float32', data, shape), ...carried });
      expectClose(output!.data as Float32Array, await model.predict(batch(i)), 1e-5, `${graphOptimizationLevel} ${i}`);
      carried = Object.fromEntries(Object.keys(states).map((path) => [path, next[`next:${path}`]!]));
    }
    // The batch is open.
    const one = await session.run({
      input: new ort.Tensor('float32', new Float32Array(STEPS * 2), [1, STEPS, 2]),
      ...zeros(1),
    });
    expect(one['next:net/gru/hidden']!.dims).toEqual([1, 3]);
    await session.release();
  }
  await model.dispose();
});

it.each([
  ['stochastic', { mode: 'stochastic' }, 'net/gru/hidden', 'next:net/gru/hidden'],
  ['training', { mode: 'training', batchSize: ROWS }, 'state:4x3:net/gru/hidden', 'next:state:4x3:net/gru/hidden'],
] as const)('comes in and goes out in mode %s', async (_, options, into, out) => {
  const model = await trained();
  const session = await ort.InferenceSession.create(await exportOnnx(model, options));
  expect(session.inputNames).toContain(into);
  expect(session.outputNames).toContain(out);
  await session.release();
  await model.dispose();
});

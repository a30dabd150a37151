/**
 * What a training step asks of ONNX Runtime, in counts that no machine can blur. A figure that falls is good news: lower it here.
 */
import { Dense, Dropout, sequential } from '@bernoulli/api';
import { onnx } from '@bernoulli/backend-onnx';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { opsOf } from './model-ops.ts';

/** ONNX Runtime itself, which writes down what it is asked for. */
function listening() {
  const asked = { models: [] as string[][], runs: 0, fed: [] as ort.InferenceSession.OnnxValueMapType[] };
  const InferenceSession = {
    async create(model: Uint8Array, options?: ort.InferenceSession.SessionOptions) {
      asked.models.push(opsOf(model));
      const session = await ort.InferenceSession.create(model, options);
      const run = session.run.bind(session);
      session.run = (feeds: ort.InferenceSession.OnnxValueMapType, ...more: never[]) => {
        asked.runs++;
        asked.fed.push(feeds);
        return run(feeds, ...more);
      };
      return session;
    },
  };
  return { asked, runtime: { ...ort, InferenceSession } };
}

type Products = 'auto' | 'session';

async function train(sizes: readonly number[], batchSize: number, steps: number, products: Products) {
  const { asked, runtime } = listening();
  const model = sequential([
    ...sizes.slice(1, -1).flatMap((units) => [new Dense({ units, activation: 'relu' }), new Dropout({ rate: 0.5 })]),
    new Dense({ units: sizes.at(-1)!, activation: 'softmax' }),
  ]);
  model.compile({
    optimizer: 'adam',
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
    seed: 1,
    backend: onnx({ runtime, products, threads: 2 }),
  });
  const rows = batchSize * steps;
  const x = { data: new Float32Array(rows * sizes[0]!).fill(0.5), shape: [rows, sizes[0]!] };
  await model.fit(x, new Int32Array(rows), { epochs: 1, batchSize, verbose: 0 });
  const trained = { models: [...asked.models], runs: asked.runs };
  const { loss } = await model.evaluate(x, new Int32Array(rows), { batchSize });
  await model.dispose();
  return { ...asked, trained, loss: loss! };
}

describe('a training step that is cut', () => {
  it.each([
    ['784-64-10, batch 32', [784, 64, 10], 32, 24],
    ['784-1024-1024-10, batch 128', [784, 1024, 1024, 10], 128, 37],
  ] as const)('of %s is one run of one small session', async (_, sizes, batchSize, most) => {
    const steps = 4;
    const { trained, fed } = await train(sizes, batchSize, steps, 'session');
    const { models, runs } = trained;
    expect(models).toHaveLength(1);
    expect(runs).toBe(steps);
    const [ops] = models as [string[]];
    expect(ops.length).toBeLessThanOrEqual(most);
    expect(ops.filter((op) => op === 'MatMul' || op === 'Gemm')).toHaveLength(3 * (sizes.length - 1) - 1);
    // Noise and the optimizer are the host's: neither generator nor square roots of moments.
    expect(ops).not.toContain('BitShift');
    expect(ops).not.toContain('Sqrt');
    // The same tensors are fed each time, or each of two times in turn: nothing is wrapped anew.
    expect(fed[3]).toStrictEqual(fed[1]);
    for (const [name, tensor] of Object.entries(fed[3]!)) expect(fed[1]![name]).toBe(tensor);
  });
});

it.each([
  ['784-64-10, batch 32', [784, 64, 10], 32],
  ['784-1024-1024-10, batch 128', [784, 1024, 1024, 10], 128],
] as const)('the step of %s behind ReLU and dropout asks nothing of a session', async (_, sizes, batchSize) => {
  const { models, runs, loss } = await train(sizes, batchSize, 4, 'auto');
  expect([models, runs]).toEqual([[], 0]);
  expect(loss).toBeCloseTo((await train(sizes, batchSize, 4, 'session')).loss, 3);
});

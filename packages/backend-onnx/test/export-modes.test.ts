/** Files that draw and files that train: ONNX Runtime alone does with them what the library does, to the bit where bits are drawn. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchNormalization,
  Dense,
  Dropout,
  GaussianNoise,
  GRU,
  Lambda,
  LearnedRate,
  LSTM,
  schedules,
  sequential,
  SimpleRNN,
  type DropoutConfig,
  type Model,
  type TensorValue,
} from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { exportOnnx, type ExportOptions } from '@bernoulli/backend-onnx';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, describe, expect, it } from 'vitest';
import { hasOnnx, withOnnx } from './onnx-python.ts';

const [ROWS, WIDTH, CLASSES, SEED] = [8, 5, 3, 11];
const x = { shape: [ROWS, WIDTH], data: Float32Array.from({ length: ROWS * WIDTH }, (_, i) => Math.sin(i * i + 1)) };
const y = Int32Array.from({ length: ROWS }, (_, i) => (i * i) % CLASSES);

const models: Model[] = [];
afterAll(() => Promise.all(models.map((model) => model.dispose())));

function noisy(rate: DropoutConfig['rate'] = 0.4, seed: number | bigint = SEED): Model {
  const model = sequential(
    [
      new Dense({ units: 16, activation: 'relu', name: 'first' }),
      new Dropout({ rate, name: 'drop' }),
      new BatchNormalization({ name: 'norm' }),
      new GaussianNoise({ stddev: 0.1, name: 'noise' }),
      new Dropout({ rate: 0.25, noiseShape: [1, null], name: 'kept' }),
      new Dense({ units: CLASSES, activation: 'softmax', name: 'last' }),
    ],
    { name: 'noisy' },
  );
  models.push(model);
  model.compile({
    optimizer: 'adam',
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
    seed,
    backend: cpu(),
  });
  model.buildFor([WIDTH]);
  return model;
}

const i64 = (value: number | bigint): Tensor => new Tensor('int64', BigInt64Array.of(BigInt(value)), []);
const row = (value: number): Tensor => new Tensor('int32', Int32Array.of(value), []);
const input = new Tensor('float32', x.data, x.shape);

async function run(
  bytes: Uint8Array,
  feeds: Record<string, Tensor>,
  options: InferenceSession.SessionOptions = {},
): Promise<Record<string, Tensor>> {
  const session = await InferenceSession.create(bytes, options);
  try {
    return (await session.run(feeds)) as Record<string, Tensor>;
  } finally {
    await session.release();
  }
}

const floats = (tensor: Tensor | TensorValue): Float32Array => tensor.data as Float32Array;

describe('a stochastic file', () => {
  it.each([
    ['disabled', 1],
    ['all', 1],
    ['all', 2],
  ] as const)(
    'draws the masks of a training step at level %s on %d threads',
    async (graphOptimizationLevel, threads) => {
      const model = noisy();
      const bytes = await exportOnnx(model, { mode: 'stochastic', masks: true });
      for (const step of [0, 7, 4_000_000_000]) {
        const feeds = { input, seed: i64(SEED), step: i64(step), rowOffset: row(0) };
        const got = await run(bytes, feeds, { graphOptimizationLevel, intraOpNumThreads: threads });
        const want = await model.masks(step, { batchSize: ROWS });
        expect(Object.keys(want)).toHaveLength(3);
        for (const [site, mask] of Object.entries(want)) {
          const drawn = floats(got[`mask:${site}`]!);
          if (site.endsWith('noise'))
            mask.data.forEach((value, i) => expect(Math.abs(value - drawn[i]!)).toBeLessThan(1e-6));
          else expect([...drawn]).toEqual([...mask.data]);
        }
      }
    },
  );

  it('predicts with these masks, and draws the rows of a part of the batch as those of the whole', async () => {
    const model = noisy();
    const bytes = await exportOnnx(model, { mode: 'stochastic', masks: true });
    const whole = await run(bytes, { input, seed: i64(SEED), step: i64(5), rowOffset: row(0) });
    const half = ROWS / 2;
    const part = await run(bytes, {
      input: new Tensor('float32', x.data.subarray(half * WIDTH), [half, WIDTH]),
      seed: i64(SEED),
      step: i64(5),
      rowOffset: row(half),
    });
    for (const name of ['output', 'mask:noisy/drop']) {
      const all = floats(whole[name]!);
      floats(part[name]!).forEach((value, i) => expect(value).toBeCloseTo(all[all.length / 2 + i]!, 6));
    }
    const calm = (await model.predict(x)) as TensorValue;
    expect([...floats(whole['output']!)]).not.toEqual([...floats(calm)]);
    const first = floats(whole['output']!).subarray(0, CLASSES);
    expect(first.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
  });

  it('draws what a sequence is dropped with, at rates of units, learned, and of the sequence', async () => {
    const rate = (): LearnedRate => new LearnedRate({ initialRate: 0.4, perUnit: true });
    const net = sequential(
      [
        new LSTM({ units: 3, dropout: [0, 0.3, 0.6], recurrentDropout: rate(), returnSequences: true, name: 'first' }),
        new GRU({ units: 2, dropout: rate(), recurrentDropout: [0.2, 0.7], returnSequences: true, name: 'second' }),
        new SimpleRNN({ units: 2, dropout: new Lambda((h) => h.sigmoid()), name: 'third' }),
      ],
      { name: 'net' },
    );
    models.push(net);
    net.compile({ optimizer: 'sgd', loss: 'meanSquaredError', seed: SEED, backend: cpu() });
    net.buildFor([4, 3]);
    const sequence = { shape: [ROWS, 4, 3], data: Float32Array.from({ length: ROWS * 12 }, (_, i) => Math.sin(i)) };
    const bytes = await exportOnnx(net, { mode: 'stochastic', masks: true });
    const feeds = { input: new Tensor('float32', sequence.data, sequence.shape), seed: i64(SEED), step: i64(7) };
    const got = await run(bytes, { ...feeds, rowOffset: row(0) });
    const want = await net.masks(7, { x: sequence });
    expect(Object.keys(want)).toHaveLength(5);
    for (const [site, mask] of Object.entries(want)) expect([...floats(got[`mask:${site}`]!)]).toEqual([...mask.data]);
  });

  it('follows a schedule of rates, and refuses a step that its table does not hold', async () => {
    const model = noisy(schedules.linear({ from: 0, to: 0.9, steps: 100 }));
    const bytes = await exportOnnx(model, { mode: 'stochastic', masks: true, steps: 50 });
    for (const step of [0, 20, 49]) {
      const got = await run(bytes, { input, seed: i64(SEED), step: i64(step), rowOffset: row(0) });
      const want = (await model.masks(step, { batchSize: ROWS }))['noisy/drop']!;
      expect([...floats(got['mask:noisy/drop']!)]).toEqual([...want.data]);
    }
    await expect(run(bytes, { input, seed: i64(SEED), step: i64(50), rowOffset: row(0) })).rejects.toThrow(
      /out of.*bounds/,
    );
    const settled = await exportOnnx(model, { mode: 'stochastic', masks: true, steps: 200 });
    const got = await run(settled, { input, seed: i64(SEED), step: i64(1e6), rowOffset: row(0) });
    const want = (await model.masks(1e6, { batchSize: ROWS }))['noisy/drop']!;
    expect([...floats(got['mask:noisy/drop']!)]).toEqual([...want.data]);
  });

  it('has the same values without functions, and no operator of a domain', async () => {
    const model = noisy();
    const options: ExportOptions = { mode: 'stochastic', masks: true };
    const flat = await exportOnnx(model, { ...options, functions: false });
    expect(Buffer.from(flat).toString('latin1')).not.toContain('SiteKey(');
    const feeds = { input, seed: i64(-3), step: i64(1), rowOffset: row(0) };
    const [a, b] = [await run(await exportOnnx(model, options), feeds), await run(flat, feeds)];
    for (const [name, value] of Object.entries(a)) expect([...floats(b[name]!)]).toEqual([...floats(value)]);
    expect(Buffer.compare(flat, await exportOnnx(model, { ...options, functions: false }))).toBe(0);
  });

  it('takes any seed that the library takes', async () => {
    for (const seed of [0n, -1n, 2n ** 62n + 3n]) {
      const model = noisy(0.4, seed);
      const bytes = await exportOnnx(model, { mode: 'stochastic', masks: true });
      const got = await run(bytes, { input, seed: i64(seed), step: i64(2), rowOffset: row(0) });
      const want = (await model.masks(2, { batchSize: ROWS }))['noisy/drop']!;
      expect([...floats(got['mask:noisy/drop']!)]).toEqual([...want.data]);
    }
  });
});

describe('an uncertainty file', () => {
  function calm(): Model {
    const model = sequential(
      [
        new Dense({ units: 16, activation: 'relu', name: 'first' }),
        new Dropout({ rate: 0.4, name: 'drop' }),
        new GaussianNoise({ stddev: 0.1, name: 'noise' }),
        new Dense({ units: CLASSES, activation: 'softmax', name: 'last' }),
      ],
      { name: 'calm' },
    );
    models.push(model);
    model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', seed: SEED, backend: cpu() });
    model.buildFor([WIDTH]);
    return model;
  }

  it.each(['disabled', 'all'] as const)(
    'says in one run what sample says, at level %s',
    async (graphOptimizationLevel) => {
      const [model, samples] = [calm(), 20];
      const bytes = await exportOnnx(model, { mode: 'uncertainty', samples, batchSize: ROWS / 2, probabilities: true });
      const want = await model.sample(x, { samples, step: 3, keepSamples: true });
      for (const first of [0, ROWS / 2]) {
        const part = x.data.slice(first * WIDTH, (first + ROWS / 2) * WIDTH);
        const feeds = {
          input: new Tensor('float32', part, [ROWS / 2, WIDTH]),
          seed: i64(SEED),
          step: i64(3),
          rowOffset: row(first),
        };
        const got = await run(bytes, feeds, { graphOptimizationLevel });
        expect(Object.keys(got).sort()).toEqual([
          'entropy:output',
          'mean:output',
          'mutualInformation:output',
          'variance:output',
        ]);
        for (const moment of ['mean', 'variance'] as const) {
          const of = floats(want[moment] as TensorValue).subarray(first * CLASSES);
          floats(got[`${moment}:output`]!).forEach((value, i) => expect(Math.abs(value - of[i]!)).toBeLessThan(1e-6));
        }
        const all = floats(want.samples as TensorValue);
        for (let r = 0; r < ROWS / 2; r++) {
          const at = (s: number): number[] => [...all.subarray((s * ROWS + first + r) * CLASSES).subarray(0, CLASSES)];
          const drawn = Array.from({ length: samples }, (_, s) => at(s));
          const entropy = (p: readonly number[]): number => -p.reduce((sum, v) => sum + v * Math.log(v), 0);
          const mean = drawn[0]!.map((_, c) => drawn.reduce((sum, p) => sum + p[c]!, 0) / samples);
          const each = drawn.reduce((sum, p) => sum + entropy(p), 0) / samples;
          expect(floats(got['entropy:output']!)[r]).toBeCloseTo(entropy(mean), 5);
          expect(floats(got['mutualInformation:output']!)[r]).toBeCloseTo(entropy(mean) - each, 5);
        }
      }
    },
  );

  it('works out once per row what comes before the first draw', async () => {
    const text = Buffer.from(await exportOnnx(calm(), { mode: 'uncertainty', samples: 7 })).toString('latin1');
    expect(text).toContain('calm/first');
    expect(text).not.toContain('entropy');
    const graph = (await calm().program('moments', { samples: 7 })).graph;
    const products = graph.nodes.filter(({ op }) => op === 'matMul').map(({ shape }) => shape[0]);
    expect(products).toEqual([1, 7]);
  });

  it('is refused where rows share a draw', async () => {
    await expect(exportOnnx(noisy(), { mode: 'uncertainty' })).rejects.toThrow(
      'program at noisy/kept: moments needs draws that no two rows share. Received shared.',
    );
  });
});

describe('a training file', () => {
  it('takes the steps of fit, with its masks, from the state of now', async () => {
    const [model, other] = [noisy(), noisy()];
    const session = await InferenceSession.create(await exportOnnx(model, { mode: 'training', batchSize: ROWS }));
    let state = await run(await exportOnnx(model, { mode: 'state' }), {});
    const labels = new Tensor('int32', y, [ROWS]);
    for (let step = 0; step < 20; step++) {
      const out = (await session.run({
        input,
        y: labels,
        seed: i64(SEED),
        step: i64(step),
        rowOffset: row(0),
        ...state,
      })) as Record<string, Tensor>;
      const { loss } = await other.trainOnBatch(x, y);
      const got = floats(out['loss']!)[0]!;
      expect(Math.abs(got - loss!) / loss!).toBeLessThan(1e-4);
      expect(out['finite']!.data[0]).toBe(1);
      state = Object.fromEntries(
        Object.entries(out).flatMap(([name, value]) => (name.startsWith('next:') ? [[name.slice(5), value]] : [])),
      );
    }
    await session.release();
    const weights = await other.getWeights();
    for (const [path, value] of Object.entries(weights))
      floats(state[path]!).forEach((v, i) => expect(Math.abs(v - value.data[i]!)).toBeLessThan(1e-3));
  });

  it('keeps the state where a step is not finite', async () => {
    const model = noisy();
    const bytes = await exportOnnx(model, { mode: 'training', batchSize: ROWS });
    const state = await run(await exportOnnx(model, { mode: 'state' }), {});
    const broken = new Tensor('float32', Float32Array.from(x.data).fill(Number.NaN, 0, 1), x.shape);
    const kernel = new Tensor('float32', new Float32Array(WIDTH * 16).fill(0.25), [WIDTH, 16]);
    const out = await run(bytes, {
      input: broken,
      y: new Tensor('int32', y, [ROWS]),
      seed: i64(SEED),
      step: i64(0),
      rowOffset: row(0),
      ...state,
      'noisy/first/kernel': kernel,
    });
    expect(out['finite']!.data[0]).toBe(0);
    expect([...floats(out['next:noisy/first/kernel']!)]).toEqual([...floats(kernel)]);
  });

  it('in two parts, whose gradients are added up over half batches, is the step of the whole batch, step after step', async () => {
    const model = sequential(
      [
        new Dense({ units: 6, activation: 'tanh', name: 'a' }),
        new Dropout({ rate: 0.5, name: 'd' }),
        new Dense({ units: 1, name: 'b' }),
      ],
      { name: 'halves' },
    );
    models.push(model);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', seed: SEED, backend: cpu() });
    model.buildFor([WIDTH]);
    const half = ROWS / 2;
    const target = Float32Array.from({ length: ROWS }, (_, i) => Math.cos(i));
    const gradients = await exportOnnx(model, { mode: 'gradients', batchSize: half, weightInputs: true });
    const ofNow = await exportOnnx(model, { mode: 'gradients', batchSize: half });
    const apply = await exportOnnx(model, { mode: 'apply' });
    let state = await run(await exportOnnx(model, { mode: 'state' }), {});
    const weights = Object.keys(await model.getWeights());
    for (const step of [0, 1, 2]) {
      const sums: Record<string, Tensor> = {};
      for (const first of [0, half]) {
        const feeds = {
          input: new Tensor('float32', x.data.slice(first * WIDTH, (first + half) * WIDTH), [half, WIDTH]),
          y: new Tensor('float32', target.slice(first, first + half), [half, 1]),
          seed: i64(SEED),
          step: i64(step),
          rowOffset: row(first),
        };
        const weightsNow = Object.fromEntries(weights.map((path) => [path, state[path]!]));
        const out = await run(gradients, { ...feeds, ...weightsNow });
        if (step === 0) {
          const inside = await run(ofNow, feeds);
          for (const [name, value] of Object.entries(out))
            floats(value).forEach((want, i) => expect(floats(inside[name]!)[i]).toBeCloseTo(want, 5));
        }
        for (const [name, value] of Object.entries(out))
          if (name.startsWith('gradient:')) {
            sums[name] ??= new Tensor('float32', new Float32Array(value.size), value.dims);
            floats(value).forEach((g, i) => (floats(sums[name]!)[i]! += g / 2));
          }
      }
      const applied = await run(apply, { ...state, ...sums });
      expect(applied['finite']!.data[0]).toBe(1);
      state = Object.fromEntries(Object.keys(state).map((name) => [name, applied[`next:${name}`]!]));
      await model.trainOnBatch(x, { shape: [ROWS, 1], data: target });
    }
    for (const [path, value] of Object.entries(await model.getWeights()))
      floats(state[path]!).forEach((w, i) => expect(Math.abs(w - value.data[i]!)).toBeLessThan(1e-6));
  });
});

it.each([
  [{ mode: 'inference', masks: true }, 'exportOnnx: mode inference has no setting masks. Received true.'],
  [{ mode: 'stochastic', batchSize: 3 }, 'exportOnnx: mode stochastic has no setting batchSize. Received 3.'],
  [{ mode: 'apply', batchSize: 3 }, 'exportOnnx: mode apply has no setting batchSize. Received 3.'],
  [{ steps: 3 }, 'exportOnnx: mode inference has no setting steps. Received 3.'],
  [{ mode: 'train' }, /exportOnnx: mode must be one of inference, .* Received "train"/],
] as const)('refuses %j', async (options, message) => {
  await expect(exportOnnx(noisy(), options as ExportOptions)).rejects.toThrow(message);
});

const reference = `
import json, sys, numpy as np, onnx
from onnx.reference import ReferenceEvaluator
folder = sys.argv[1]
for name in json.load(open(folder + "/names.json")):
    model = onnx.load(f"{folder}/{name}.onnx")
    onnx.checker.check_model(model, full_check=True)
    onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True)
feeds = {"input": np.fromfile(folder + "/x", np.float32).reshape(${ROWS}, ${WIDTH}), "seed": np.array(${SEED}), "step": np.array(3)}
np.seterr(all="ignore")
model = ReferenceEvaluator(folder + "/stochastic.onnx")
model.run(["mask:noisy/drop"], {**feeds, "rowOffset": np.array(0, np.int32)})[0].astype(np.float32).tofile(folder + "/mask")
`;

describe.skipIf(!hasOnnx)(withOnnx('ONNX’s own tools'), () => {
  it('accept each file, and draw the same masks', async () => {
    const model = noisy();
    const folder = mkdtempSync(join(tmpdir(), 'bernoulli-modes-'));
    try {
      const modes = ['stochastic', 'training', 'gradients', 'apply', 'state'] as const;
      for (const mode of modes)
        writeFileSync(
          join(folder, `${mode}.onnx`),
          await exportOnnx(model, { mode, ...(mode === 'stochastic' ? { masks: true } : {}) }),
        );
      writeFileSync(join(folder, 'names.json'), JSON.stringify(modes));
      writeFileSync(join(folder, 'x'), x.data);
      execFileSync('python3', ['-c', reference, folder]);
      const drawn = new Float32Array(new Uint8Array(readFileSync(join(folder, 'mask'))).buffer);
      expect([...drawn]).toEqual([...(await model.masks(3, { batchSize: ROWS }))['noisy/drop']!.data]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

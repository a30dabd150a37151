/** All that draws draws in an exported file what it draws here: coins bit for bit, numbers up to the rounding of `f32`. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Model, TensorData, TensorValue } from '@bernoulli/api';
import { siteKey } from '@bernoulli/api/random';
import { cpu } from '@bernoulli/backend-cpu';
import { exportOnnx } from '@bernoulli/backend-onnx';
import * as native from 'onnxruntime-node';
import * as web from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasOnnx, withOnnx } from '../../packages/backend-onnx/test/onnx-python.ts';
import { expectClose } from '../oracles/expect-close.ts';
import { expectMask } from './expect-mask.ts';
import { everyDraw, everyDrawInParts, FEATURES, ROWS, SEED, x } from './every-draw.ts';

type Options = native.InferenceSession.SessionOptions;

const STEPS = [0, 7];
const input = { shape: [ROWS, FEATURES], data: x };

const networks = everyDrawInParts();
const files: Uint8Array[] = [];
/** What each network draws at each step. */
const masks: Record<string, TensorValue>[][] = [];
/** And predicts with that, on `cpu()`. */
const predictions: TensorData[][] = [];

beforeAll(async () => {
  for (const model of networks) {
    files.push(await exportOnnx(model, { mode: 'stochastic', masks: true }));
    predictions.push(await Promise.all(STEPS.map((step) => predicted(model, step))));
    masks.push(await Promise.all(STEPS.map((step) => model.masks(step, { x: input }))));
  }
}, 120_000);

function feeds(Tensor: typeof native.Tensor, step: number): Record<string, native.Tensor> {
  return {
    input: new Tensor('float32', x, [ROWS, FEATURES]),
    seed: new Tensor('int64', BigInt64Array.of(BigInt(SEED)), []),
    step: new Tensor('int64', BigInt64Array.of(BigInt(step)), []),
    rowOffset: new Tensor('int32', Int32Array.of(0), []),
  };
}

/** What the network predicts with the masks of a step, on `cpu()`. */
async function predicted(model: Model, step: number): Promise<TensorData> {
  const { graph, feeds: fed, weights } = await model.program('sample', { batchSize: ROWS });
  const values = [...fed].map(([name, feed]): [string, TensorData] => {
    if (feed.from === 'data') return [name, { dtype: 'f32', ...input }];
    if (feed.from === 'scalar') return [name, { dtype: 'f32', shape: [], data: Float32Array.of(feed.schedule(step)) }];
    if (feed.from !== 'key') return [name, { dtype: 'i32', shape: [], data: Int32Array.of(0) }];
    const key = siteKey(SEED, feed.site, Math.floor(step / feed.every));
    return [name, { dtype: 'i32', shape: [2], data: Int32Array.from(key) }];
  });
  const executable = await cpu({ threads: 1 }).compile(graph);
  for (const { name } of graph.state) await executable.writeState(name, weights[name]!);
  const { output } = await executable.run(Object.fromEntries(values));
  await executable.dispose();
  return output!;
}

const sessions: readonly [NonNullable<Options['graphOptimizationLevel']>, number][] = [
  ['disabled', 1],
  ['basic', 2],
  ['extended', 1],
  ['layout', 2],
  ['all', 1],
  ['all', 2],
];

describe.each(sessions)('a stochastic file at level %s on %d threads', (graphOptimizationLevel, intraOpNumThreads) => {
  it.each(networks.map((_, i) => i))('draws the masks of a training step, in network %d', async (i) => {
    const options = { graphOptimizationLevel, intraOpNumThreads };
    const session = await native.InferenceSession.create(files[i]!, options);
    for (const [at, step] of STEPS.entries()) {
      const got = await session.run(feeds(native.Tensor, step));
      const all = Object.entries(masks[i]![at]!);
      expect(all.length).toBeGreaterThan(10);
      for (const [path, mask] of all)
        expectMask(got[`mask:${path}`]!.data as Float32Array, mask, `${path} at step ${step}`);
      expectClose(got['output']!.data as Float32Array, predictions[i]![at]!, 1e-5, 'output');
    }
    await session.release();
  });
});

it.each(networks.map((_, i) => i))('onnxruntime-web draws the same, in network %d', async (i) => {
  const session = await web.InferenceSession.create(files[i]!);
  const got = await session.run(feeds(web.Tensor as unknown as typeof native.Tensor, STEPS[1]!) as never);
  for (const [path, mask] of Object.entries(masks[i]![1]!))
    expectMask(got[`mask:${path}`]!.data as Float32Array, mask, path);
  await session.release();
});

describe('an uncertainty file', () => {
  it('says what sample says, of all whose rows draw by themselves', async () => {
    const { sites } = await everyDraw().program('sample');
    const shared = [...sites.values()].filter(({ rows }) => rows !== 'own').map(({ path }) => path);
    const placeOf = (path: string): number => Number(/^net\/layers\/(\d+)/.exec(path)![1]);
    const without = new Set(shared.map(placeOf));
    expect(without.size).toBeGreaterThan(5);
    const samples = 3;
    let drawn = 0;
    for (const model of everyDrawInParts((place) => !without.has(place))) {
      drawn += (await model.program('sample')).sites.size;
      const file = await exportOnnx(model, { mode: 'uncertainty', samples, batchSize: ROWS });
      const want = await model.sample(input, { samples, step: STEPS[1]! });
      for (const graphOptimizationLevel of ['disabled', 'all'] as const) {
        const session = await native.InferenceSession.create(file, { graphOptimizationLevel });
        const got = await session.run(feeds(native.Tensor, STEPS[1]!));
        for (const moment of ['mean', 'variance'] as const)
          expectClose(
            got[`${moment}:output`]!.data as Float32Array,
            want[moment] as TensorValue as never,
            1e-5,
            moment,
          );
        await session.release();
      }
    }
    expect(drawn).toBeGreaterThan(80);
  });
});

const reference = `
import json, sys, numpy as np
from onnx.reference import ReferenceEvaluator
folder = sys.argv[1]
x = np.fromfile(folder + "/x", np.float32).reshape(${ROWS}, ${FEATURES})
np.seterr(all="ignore")
for i in range(${networks.length}):
    model = ReferenceEvaluator(f"{folder}/{i}.onnx")
    feeds = {"input": x, "seed": np.array(${SEED}), "step": np.array(${STEPS[1]}), "rowOffset": np.array(0, np.int32)}
    named = dict(zip(model.output_names, model.run(None, {name: feeds[name] for name in model.input_names})))
    with open(f"{folder}/{i}.json", "w") as out:
        json.dump({name: value.astype(np.float64).ravel().tolist() for name, value in named.items()}, out)
`;

describe.skipIf(!hasOnnx)(withOnnx('ONNX’s reference evaluator'), () => {
  it('draws the same', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bernoulli-draws-'));
    try {
      writeFileSync(join(folder, 'x'), x);
      files.forEach((file, i) => writeFileSync(join(folder, `${i}.onnx`), file));
      execFileSync('python3', ['-c', reference, folder]);
      files.forEach((_, i) => {
        const got = JSON.parse(readFileSync(join(folder, `${i}.json`), 'utf8')) as Record<string, number[]>;
        for (const [path, mask] of Object.entries(masks[i]![1]!)) expectMask(got[`mask:${path}`]!, mask, path);
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

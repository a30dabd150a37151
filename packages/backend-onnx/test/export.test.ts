/** Exported files: what stands in them, that ONNX's checker accepts them, and that ONNX Runtime predicts with them as we do. */
import { readFileSync } from 'node:fs';
import { BATCH, bind, GraphBuilder, type Graph, type TensorData } from '@bernoulli/api/ir';
import { interpret } from '@bernoulli/api/ir/interpret';
import { exportGraph, exportOnnx, type Inference } from '@bernoulli/backend-onnx';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { accepted, hasOnnx, withOnnx } from './onnx-python.ts';

const wave = (shape: readonly number[], phase: number): TensorData => ({
  dtype: 'f32',
  shape,
  data: Float32Array.from({ length: shape.reduce((m, n) => m * n, 1) }, (_, i) => Math.sin(i * 0.7 + phase)),
});

/** A small network with most of what a predicting model may hold, over any batch size. */
function network(): Inference {
  const b = new GraphBuilder();
  const x = b.input('input', 'f32', [BATCH, 4, 3]);
  b.site = 'net/dense';
  const kernel = b.input('net/dense/kernel', 'f32', [12, 5]);
  const bias = b.input('net/dense/bias', 'f32', [5]);
  const hidden = b.maximum(b.add(b.matMul(b.reshape(x, [BATCH, 12]), kernel), bias), 0);
  b.site = 'net/mix';
  const table = b.input('net/mix/table', 'f32', [6, 5]);
  const rows = b.gather(table, b.argMax(hidden, 1));
  const scaled = b.mul(b.broadcastTo(b.reduceMax(rows, [1], true), [BATCH, 5]), b.stopGradient(hidden));
  b.site = 'net/head';
  const head = b.input('net/head/kernel', 'f32', [7, 5]);
  const output = b.softmax(b.matMul(b.add(scaled, rows), head, { transposeB: true }));
  const state = [kernel, bias, table, head].map((node) => {
    const { attrs } = b.at(node.id) as { attrs: { name: string } };
    return { name: attrs.name, node, next: null };
  });
  const graph = b.build({ outputs: { output, hidden }, state });
  const weights = Object.fromEntries(state.map(({ name, node }, i) => [name, wave(node.shape, i)]));
  return { name: 'net', graph, weights };
}

const model = network();
const exportable = (inference: Inference): { inferenceGraph: () => Inference } => ({ inferenceGraph: () => inference });
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

describe('an exported file', () => {
  it('has the same bytes every time, however it is asked for', async () => {
    const first = exportGraph(model, { docString: 'A net.', metadata: { b: '2', a: '1' } });
    const again = await exportOnnx(
      { inferenceGraph: async () => network() },
      { metadata: { a: '1', b: '2' }, docString: 'A net.' },
    );
    expect(Buffer.compare(first, again)).toBe(0);
    const other = { ...model, weights: { ...model.weights, 'net/dense/bias': wave([5], 9) } };
    expect(Buffer.compare(first, exportGraph(other, { docString: 'A net.', metadata: { a: '1', b: '2' } }))).not.toBe(
      0,
    );
  });

  it('tells who wrote it and what the user says of it', () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    const plain = text(exportGraph(model));
    expect(plain).toContain('bernoulli');
    expect(plain).toContain(version);
    const told = text(exportGraph(model, { docString: 'About.', metadata: { seed: '7' }, producerVersion: '9.8.7' }));
    for (const part of ['About.', 'seed', '9.8.7']) expect(told).toContain(part);
  });

  it('holds no stochastic operator, and weights under their paths', () => {
    const content = text(exportGraph(model));
    expect(content).not.toMatch(/Dropout|Bernoulli|Random/);
    for (const name of ['net/dense/kernel', 'net/dense/MatMul', 'net/dense/Relu', 'net/mix/Gather', 'net/head/Gemm'])
      expect(content).toContain(name);
  });

  it('has inputs and outputs by name, with any batch size and no weight among the inputs', async () => {
    const session = await InferenceSession.create(exportGraph(model, { batchName: 'n' }));
    expect(session.inputMetadata).toEqual([{ name: 'input', isTensor: true, type: 'float32', shape: ['n', 4, 3] }]);
    expect(session.outputMetadata).toMatchObject([
      { name: 'output', shape: ['n', 7] },
      { name: 'hidden', shape: ['n', 5] },
    ]);
    await session.release();
  });

  it.each(['disabled', 'basic', 'extended', 'all'] as const)(
    'predicts as the interpreter at level %s',
    async (level) => {
      const session = await InferenceSession.create(exportGraph(model), { graphOptimizationLevel: level });
      for (const batch of [1, 5]) {
        const x = wave([batch, 4, 3], 0.3);
        const got = await session.run({ input: new Tensor('float32', x.data as Float32Array, x.shape) });
        const want = interpret(bind(model.graph, { [BATCH]: batch }), { input: x }, model.weights).outputs;
        for (const name of ['output', 'hidden']) {
          const [p, q] = [got[name]!.data as Float32Array, want[name]!.data];
          expect(p).toHaveLength(q.length);
          q.forEach((value, i) => expect(Math.abs(p[i]! - value)).toBeLessThan(2e-6));
        }
      }
      await session.release();
    },
  );

  it('leaves out what its outputs do not need, and numbers names that collide', async () => {
    const b = new GraphBuilder();
    const x = b.input('same', 'f32', [BATCH, 2]);
    const used = b.input('same/weight', 'f32', [2]);
    const idle = b.input('idle', 'f32', [2]);
    const graph = b.build({
      outputs: { same: b.mul(x, used), copy: x },
      state: [
        { name: 'same/weight', node: used, next: null },
        { name: 'idle', node: idle, next: null },
      ],
    });
    const bytes = exportGraph({ name: 'g', graph, weights: { 'same/weight': wave([2], 0), idle: wave([2], 0) } });
    expect(text(bytes)).not.toContain('idle');
    const session = await InferenceSession.create(bytes);
    expect([session.inputNames, session.outputNames]).toEqual([['same'], ['same_1', 'copy']]);
    await session.release();
  });
});

describe('what cannot be exported', () => {
  it('is named: a missing weight, a wrong one, no model', async () => {
    const { 'net/dense/bias': _, ...rest } = model.weights;
    await expect(exportOnnx(exportable({ ...model, weights: rest }))).rejects.toMatchObject({ code: 'NAME' });
    const wrong = { ...model.weights, 'net/dense/bias': wave([6], 0) };
    await expect(exportOnnx(exportable({ ...model, weights: wrong }))).rejects.toMatchObject({ code: 'SHAPE' });
    await expect(exportOnnx({} as never)).rejects.toMatchObject({ code: 'CONFIG' });
  });

  it('is a size that no input has', () => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [3]);
    b.site = 'net/spread';
    const graph = b.build({ outputs: { y: b.broadcastTo(x, [BATCH, 3]) } });
    expect(() => exportGraph({ name: 'g', graph, weights: {} })).toThrow(
      'exportOnnx at net/spread: no input has the symbolic size [?batch], so a model file cannot know it.',
    );
  });
});

/** A graph whose symbolic sizes take every way there is through the lowerings. */
function symbolic(): Graph {
  const b = new GraphBuilder();
  const x = b.input('x', 'f32', [BATCH, 6]);
  const key = b.input('key', 'i32', [2]);
  const pairs = b.reshape(x, [BATCH, 2, 3]);
  const picked = b.gather(x, b.iota([BATCH], 0), 0);
  const spread = b.scatterAdd(b.argMax(x, 1), picked, 6);
  return b.build({
    outputs: {
      noisy: b.mul(x, b.cast(b.less(b.uniform(key, [BATCH, 6]), 0.5), 'f32')),
      pairs: b.pad(b.transpose(pairs, [1, 0, 2]), [1, 0, 0], [0, 0, 2], -1),
      cut: b.concat([b.slice(pairs, [0, 1, 0], [BATCH, 1, 2]), b.slice(pairs, [0, 0, 1], [BATCH, 1, 2])], 1),
      count: b.iota([BATCH, 2], 0),
      spread,
    },
  });
}

it('symbolic sizes are worked out at run time', async () => {
  const graph = symbolic();
  const session = await InferenceSession.create(exportGraph({ name: 'symbolic', graph, weights: {} }));
  const [x, key] = [wave([3, 6], 1), Int32Array.of(4, 5)];
  const got = await session.run({
    x: new Tensor('float32', x.data as Float32Array, x.shape),
    key: new Tensor('int32', key, [2]),
  });
  const want = interpret(bind(graph, { [BATCH]: 3 }), { x, key: { dtype: 'i32', shape: [2], data: key } }).outputs;
  for (const [name, { shape, data }] of Object.entries(want)) {
    expect(got[name]!.dims, name).toEqual([...shape]);
    data.forEach((value, i) => expect(Number((got[name]!.data as Float32Array)[i])).toBeCloseTo(value, 6));
  }
  await session.release();
});

describe.skipIf(!hasOnnx)(withOnnx('ONNX’s own checker'), () => {
  it('accepts a network, symbolic sizes and noise', () => {
    const network = exportGraph(model, { docString: 'A net.', metadata: { seed: '7' } });
    const sizes = exportGraph({ name: 'symbolic', graph: symbolic(), weights: {} });
    expect(accepted({ network, sizes })).toBe(2);
  });
});

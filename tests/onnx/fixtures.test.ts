/** Models that PyTorch exported, with both of its exporters, control flow, sequences and classical models: they predict, train and leave again. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Dense, Dropout, Model, type Tensor, type TensorValue } from '@bernoulli/api';
import { exportGraph, exportOnnx, importOnnx, type OnnxModel } from '@bernoulli/backend-onnx';
import { cpu } from '@bernoulli/backend-cpu';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { backendNames, backendOf } from './backends.ts';
import { findCases, readTensors } from './cases.ts';
import { runCase } from './run-case.ts';

const cases = findCases(fileURLToPath(new URL('fixtures', import.meta.url)));
const fromTorch = cases.filter(({ name }) => name.startsWith('torch'));
const caseOf = (name: string): (typeof cases)[number] => cases.find((of) => of.name === name)!;

it('are all there', () => {
  expect(cases.map(({ name }) => name)).toEqual([
    'control-flow',
    'forest',
    'gradient',
    'linear-models',
    'sequence-input',
    'sequences',
    'support-vectors',
    'text-encoder',
    'torch-cnn-dynamo',
    'torch-cnn-script',
    'torch-lstm-dynamo',
    'torch-lstm-script',
    'torch-transformer-dynamo',
    'torch-transformer-script',
  ]);
});

describe.each(backendNames)('on %s', (name) => {
  it.each([false, true])('come out as in PyTorch (through export: %s)', async (throughExport) => {
    const backend = await backendOf(name);
    for (const of of cases)
      expect(await runCase(of, { backend, throughExport })).toEqual({ name: of.name, result: 'pass' });
  });
});

describe.each(fromTorch.map(({ name }) => name))('%s', (name) => {
  const { model: path, folders } = caseOf(name);
  const [x] = readTensors(folders[0]!, 'input') as [ReturnType<typeof readTensors>[number]];
  const [y] = readTensors(folders[0]!, 'output') as [typeof x];

  it('predicts for any number of rows, and exports what ONNX Runtime agrees with', async () => {
    const model = await importOnnx(path);
    model.compile({ seed: 1, backend: cpu({ threads: 1 }) });
    const predicted = (await model.predict(x)) as TensorValue;
    predicted.data.forEach((value, i) => expect(Math.abs(value - y.data[i]!)).toBeLessThan(1e-5));
    const rows = 2;
    const session = await InferenceSession.create(await exported(model, rows));
    const shape = [rows, ...x.shape.slice(1)];
    const part = x.data.slice(
      0,
      shape.reduce((n, m) => n * m, 1),
    );
    const input =
      part instanceof Float32Array
        ? new OrtTensor('float32', part, shape)
        : new OrtTensor('int32', Int32Array.from(part), shape);
    const got = (await session.run({ [session.inputNames[0]!]: input }))[session.outputNames[0]!]!.data as Float32Array;
    await session.release();
    expect(got).toHaveLength((y.data.length / y.shape[0]!) * rows);
    got.forEach((value, i) => expect(Math.abs(value - y.data[i]!)).toBeLessThan(1e-5));
  });

  it('comes to rest: from the second export on the bytes stay', async () => {
    const files: Uint8Array[] = [];
    let source: Uint8Array | string = path;
    for (let i = 0; i < 3; i++) {
      const model = await importOnnx(source);
      model.compile({ seed: i });
      files.push((source = await exported(model, 2)));
    }
    expect(Buffer.compare(files[2]!, files[1]!)).toBe(0);
  });
});

/** The model as a file, for any batch; for one where heads and batch become one axis, of which the size has no name. */
async function exported(model: OnnxModel, batchSize: number): Promise<Uint8Array> {
  if (!model.rows?.some((row) => 'dtype' in row && row.dtype === 'i32')) return exportOnnx(model);
  await expect(exportOnnx(model)).rejects.toThrow('open');
  const { graph, weights } = await model.program('inference', { batchSize });
  return exportGraph({ name: model.name, graph, weights });
}

/** The body of an imported network, dropout, and a new head. */
class Tuned extends Model {
  readonly body: Model;
  readonly dropout = new Dropout({ rate: 0.2 });
  readonly head = new Dense({ units: 2, activation: 'softmax' });

  constructor(body: Model) {
    super({ name: 'tuned' });
    this.body = body;
  }

  call(x: Tensor): Tensor {
    return this.head.apply(this.dropout.apply(this.body.apply(x) as Tensor));
  }
}

it('learns something else with a new head and dropout, and leaves as ONNX', async () => {
  const of = caseOf('torch-cnn-script');
  const { nodes } = (await import('../../packages/backend-onnx/src/proto/decode.ts')).decodeModel(
    readFileSync(of.model),
  ).graph;
  const head = nodes.find(({ opType }) => opType === 'Gemm')!;
  const body = await importOnnx(of.model, { outputs: [head.inputs[0]!] });
  const model = new Tuned(body);
  model.compile({
    optimizer: 'adam',
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
    seed: 5,
    backend: cpu({ threads: 1 }),
  });
  // Which half of a picture is bright.
  const count = 64;
  const labels = Float32Array.from({ length: count }, (_, i) => i % 2);
  const x = {
    shape: [count, 1, 12, 12],
    data: Float32Array.from({ length: count * 144 }, (_, i) => {
      const isUpper = i % 144 < 72;
      return (isUpper === (labels[Math.floor(i / 144)] === 0) ? 1 : 0) + 0.5 * Math.sin(i * 1.7);
    }),
  };
  await model.fit(x, labels, { epochs: 8, batchSize: 16, verbose: 0 });
  const { accuracy } = await model.evaluate(x, labels);
  expect(accuracy).toBeGreaterThanOrEqual(0.95);
  const paths = Object.keys(await model.getWeights());
  expect(paths.filter((path) => path.startsWith('tuned/body/')).length).toBeGreaterThanOrEqual(4);
  const session = await InferenceSession.create(await exportOnnx(model));
  const want = (await model.predict(x)) as TensorValue;
  const got = await session.run({ [session.inputNames[0]!]: new OrtTensor('float32', x.data, x.shape) });
  await session.release();
  (got[session.outputNames[0]!]!.data as Float32Array).forEach((value, i) =>
    expect(Math.abs(value - want.data[i]!)).toBeLessThan(1e-5),
  );
});

it.each(['torch-cnn-script', 'torch-cnn-dynamo'])('channels of %s are moved at its ends alone', async (name) => {
  const model = await importOnnx(caseOf(name).model);
  model.compile({ seed: 1, backend: cpu({ threads: 1 }) });
  const { nodes } = (await model.program('inference', { batchSize: 2 })).graph;
  const moved = nodes.filter(({ op }) => op === 'transpose').map(({ inputs: [x] }) => nodes[x!]!.op);
  // Two kernels, and what goes to the head; the pool lies between the convolutions.
  expect(moved.filter((op) => op !== 'input')).toHaveLength(1);
  expect(moved).toHaveLength(3);
  expect(nodes.some(({ op }) => op === 'gather')).toBe(false);
});

it('a forest predicts for any number of rows, and leaves with its rows open', async () => {
  const { model: path, folders } = caseOf('forest');
  const [x] = readTensors(folders[0]!, 'input');
  const want = readTensors(folders[0]!, 'output');
  const model = await importOnnx(path);
  model.compile({ seed: 1, backend: cpu({ threads: 1 }) });
  const { shares } = (await model.predict(x!)) as unknown as Record<string, TensorValue>;
  shares!.data.forEach((value, i) => expect(Math.abs(value - want[1]!.data[i]!)).toBeLessThan(1e-6));
  const session = await InferenceSession.create(await exportOnnx(model));
  const rows = 3;
  const part = new OrtTensor('float32', Float32Array.from(x!.data.slice(0, 4 * rows)), [rows, 4]);
  const got = await session.run({ [session.inputNames[0]!]: part });
  await session.release();
  (got['shares']!.data as Float32Array).forEach((value, i) =>
    expect(Math.abs(value - want[1]!.data[i]!)).toBeLessThan(1e-6),
  );
});

it('labels that are texts are refused where somebody asks for them', async () => {
  const { model } = caseOf('linear-models');
  await expect(importOnnx(model, { outputs: ['shares'] })).resolves.toBeDefined();
  await expect(importOnnx(model, { outputs: ['label'] })).rejects.toThrow('labels that are texts');
});

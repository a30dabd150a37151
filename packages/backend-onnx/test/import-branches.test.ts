/** Branches of a file that a run decides: both are computed, and one of them is chosen. */
import type { Backend, TensorValue } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { exportOnnx, importOnnx, onnx, UnsupportedOnnx } from '@bernoulli/backend-onnx';
import { describe, expect, it } from 'vitest';
import { encodeModel } from '../src/proto/encode.ts';
import { DataType, type GraphProto, type NodeProto } from '../src/proto/messages.ts';

const port = (name: string, shape: readonly number[], dataType: DataType = DataType.FLOAT) => ({
  name,
  dataType,
  shape,
});
const node = (opType: string, inputs: string[], output: string, attributes?: NodeProto['attributes']): NodeProto => ({
  opType,
  inputs,
  outputs: [output],
  ...(attributes && { attributes }),
});
const branch = (nodes: readonly NodeProto[]) => ({
  graph: { name: 'branch', nodes, initializers: [], inputs: [], outputs: [port('b', [])] } as GraphProto,
});

/** y = if the sum of x is above 0, then one branch, else the other. */
const fileOf = (then: readonly NodeProto[], otherwise: readonly NodeProto[]) =>
  encodeModel({
    irVersion: 8,
    opsetImports: [{ domain: '', version: 18 }],
    producerName: 'test',
    producerVersion: '',
    graph: {
      name: 'branches',
      nodes: [
        node('ReduceSum', ['x'], 'sum', { keepdims: { int: 0 } }),
        node('Greater', ['sum', 'zero'], 'is_above'),
        node('If', ['is_above'], 'y', { then_branch: branch(then), else_branch: branch(otherwise) }),
      ],
      initializers: [
        { name: 'zero', dataType: DataType.FLOAT, dims: [], data: Float32Array.of(0) },
        { name: 'w', dataType: DataType.FLOAT, dims: [2, 2], data: Float32Array.of(1, 0, 0, 1) },
      ],
      inputs: [port('x', [1, 2])],
      outputs: [port('y', [1, 2])],
    },
  });

const doubled = [node('Add', ['x', 'x'], 'b')];
const rooted = [node('Neg', ['x'], 'n'), node('Sqrt', ['n'], 'b')];
const row = (...data: number[]) => ({ data: Float32Array.from(data), shape: [1, 2] });

describe.each<[string, () => Backend]>([
  ['cpu', () => cpu({ threads: 1 })],
  ['onnx', () => onnx({ threads: 1 })],
])('a branch on %s', (_, backend) => {
  it('is the one that the run says, also behind an export', async () => {
    const model = await importOnnx(fileOf(doubled, rooted));
    model.compile({ seed: 1, backend: backend() });
    const again = await importOnnx(await exportOnnx(model));
    again.compile({ seed: 1, backend: backend() });
    for (const each of [model, again]) {
      expect([...((await each.predict(row(1, 2))) as TensorValue).data]).toEqual([2, 4]);
      // The other branch is NaN here, and stays out of it.
      expect([...((await each.predict(row(-4, -9))) as TensorValue).data]).toEqual([2, 3]);
      await each.dispose();
    }
  });
});

it('hands gradients to the branch that was chosen', async () => {
  const model = await importOnnx(fileOf([node('MatMul', ['x', 'w'], 'b')], doubled));
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', seed: 1, backend: cpu({ threads: 1 }) });
  const learn = async (x: ReturnType<typeof row>): Promise<number[]> => {
    await model.fit(x, row(0, 0), { epochs: 1, batchSize: 1, verbose: 0 });
    return [...Object.values(await model.getWeights())[0]!.data].map((w) => Math.round(w * 1e4) / 1e4);
  };
  expect(await learn(row(-3, 1))).toEqual([1, 0, 0, 1]);
  // The slope of the mean of (x w)² is xᵀ x w: 9, 3, 3 and 1, at a rate of 0.01.
  expect(await learn(row(3, 1))).toEqual([0.91, -0.03, -0.03, 0.99]);
  await model.dispose();
});

it.each([
  ['differ in shape', [node('ReduceSum', ['x'], 'b')]],
  ['cannot be done', [node('Odd', ['x'], 'b')]],
  ['are no graphs of these sizes', [node('MatMul', ['x', 'x'], 'b')]],
])('is refused where branches %s', async (_, otherwise) => {
  const refused = await importOnnx(fileOf(doubled, otherwise)).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(UnsupportedOnnx);
  expect((refused as Error).message).toContain('y (If): the condition must be known before the model runs');
});

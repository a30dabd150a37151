/** Where a file stores no weights, they are its constants. */
import { Dense, sequential } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { exportOnnx, importOnnx } from '@bernoulli/backend-onnx';
import { describe, expect, it } from 'vitest';
import { encodeModel } from '../src/proto/encode.ts';
import { DataType, type NodeProto, type TensorProto } from '../src/proto/messages.ts';

const tensor = (dims: readonly number[], ...data: number[]): TensorProto => ({
  name: '',
  dataType: DataType.FLOAT,
  dims,
  data: Float32Array.from(data),
});
const constant = (name: string, value: TensorProto): NodeProto => ({
  opType: 'Constant',
  inputs: [],
  outputs: [name],
  attributes: { value: { tensor: value } },
});
const two = tensor([1], 2);
const nodes: readonly NodeProto[] = [
  constant('fc.w', tensor([2, 2], 1, 2, 3, 4)),
  constant('fc.b', tensor([2], -1, 1)),
  constant('two', two),
  { opType: 'MatMul', inputs: ['x', 'fc.w'], outputs: ['a'] },
  { opType: 'Add', inputs: ['a', 'fc.b'], outputs: ['b'] },
  { opType: 'Mul', inputs: ['b', 'two'], outputs: ['y'] },
];

const fileOf = (initializers: readonly TensorProto[], of = nodes): Uint8Array =>
  encodeModel({
    irVersion: 10,
    opsetImports: [{ domain: '', version: 20 }],
    producerName: 'test',
    producerVersion: '',
    graph: {
      name: 'net',
      nodes: of,
      initializers,
      inputs: [{ name: 'x', dataType: DataType.FLOAT, shape: ['n', 2] }],
      outputs: [{ name: 'y', dataType: DataType.FLOAT, shape: ['n', 2] }],
    },
  });

async function weightsOf(bytes: Uint8Array): Promise<string[]> {
  const model = await importOnnx(bytes);
  model.compile({ seed: 1, backend: cpu({ threads: 1 }) });
  const y = await model.predict([[1, 1]]);
  expect('data' in y ? [...(y.data as Float32Array)] : y).toEqual([6, 14]);
  return Object.keys(await model.getWeights());
}

describe('constants of a file', () => {
  it('are its weights where it stores none, but for single numbers', async () => {
    expect(await weightsOf(fileOf([]))).toEqual(['net/fc.w', 'net/fc.b']);
  });

  it('are constants where it stores weights', async () => {
    const stored = { ...tensor([2], -1, 1), name: 'fc.b' };
    const others = nodes.filter(({ outputs }) => outputs[0] !== 'fc.b');
    expect(await weightsOf(fileOf([stored], others))).toEqual(['net/fc.b']);
  });

  it('learn with a new head behind them, and leave as weights', async () => {
    const body = await importOnnx(fileOf([]));
    const model = sequential([body, new Dense({ units: 1 })], { name: 'tuned' });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', seed: 1, backend: cpu({ threads: 1 }) });
    model.buildFor([2]);
    const before = await model.getWeights();
    await model.trainOnBatch([[1, -1]], [[3]]);
    const after = await model.getWeights();
    for (const [path, { data }] of Object.entries(before)) expect([...after[path]!.data]).not.toEqual([...data]);
    const again = await importOnnx(await exportOnnx(model));
    again.compile({ seed: 1 });
    expect(Object.keys(await again.getWeights())).toHaveLength(4);
  });
});

/** A file that was written for one row, and says so in its shapes, predicts for any number of rows. */
import type { TensorValue } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { exportOnnx, importOnnx } from '@bernoulli/backend-onnx';
import { expect, it } from 'vitest';
import { encodeModel } from '../src/proto/encode.ts';
import { DataType } from '../src/proto/messages.ts';
import { bytesOf } from './one-node.ts';

const shape = { name: 'shape', dataType: DataType.INT64, dims: [3], data: BigInt64Array.of(1n, 2n, 2n) };
const node = { opType: 'Reshape', inputs: ['x', 'shape'] };
const fileFor = (rows: number): Uint8Array =>
  bytesOf({ node, x: { shape: [rows, 4, 1], data: [] }, initializers: [shape] });

it('reshapes each row as the file does with its only one', async () => {
  const model = await importOnnx(fileFor(1));
  model.compile({ seed: 1, backend: cpu({ threads: 1 }) });
  const data = Float32Array.from({ length: 12 }, (_, i) => i);
  const y = (await model.predict({ shape: [3, 4, 1], data })) as TensorValue;
  expect(y.shape).toEqual([3, 2, 2]);
  expect([...y.data]).toEqual([...data]);
});

it('but of a file that says three rows and makes one of them, nothing', async () => {
  await expect(importOnnx(fileFor(3))).rejects.toThrow('the numbers of elements differ');
});

const resize = {
  opType: 'Resize',
  inputs: ['x', '', '', 'sizes'],
  attributes: { coordinate_transformation_mode: { string: 'asymmetric' }, nearest_mode: { string: 'floor' } },
};

it('resizes each picture to the sizes that the file has for its only one', async () => {
  const sizes = { name: 'sizes', dataType: DataType.INT64, dims: [4], data: BigInt64Array.of(1n, 1n, 2n, 2n) };
  const bytes = bytesOf({ node: resize, x: { shape: [1, 1, 1, 2], data: [] }, initializers: [sizes] });
  const model = await importOnnx(bytes);
  model.compile({ seed: 1, backend: cpu({ threads: 1 }) });
  const y = (await model.predict({ shape: [2, 1, 1, 2], data: Float32Array.of(1, 2, 3, 4) })) as TensorValue;
  expect(y.shape).toEqual([2, 1, 2, 2]);
  expect([...y.data]).toEqual([1, 2, 1, 2, 3, 4, 3, 4]);
});

it('resizes an open number of pictures to a number of rows that is theirs, cast there and back', async () => {
  const size = { name: 'size', dataType: DataType.INT64, dims: [2], data: BigInt64Array.of(2n, 2n) };
  const bytes = encodeModel({
    irVersion: 10,
    opsetImports: [{ domain: '', version: 20 }],
    producerName: 'test',
    producerVersion: '',
    graph: {
      name: 'pictures',
      nodes: [
        { opType: 'Shape', inputs: ['x'], outputs: ['s'], attributes: { end: { int: 2 } } },
        { opType: 'Cast', inputs: ['s'], outputs: ['short'], attributes: { to: { int: DataType.INT32 } } },
        { opType: 'Cast', inputs: ['short'], outputs: ['rows'], attributes: { to: { int: DataType.INT64 } } },
        { opType: 'Concat', inputs: ['rows', 'size'], outputs: ['sizes'], attributes: { axis: { int: 0 } } },
        { ...resize, outputs: ['y'] },
      ],
      initializers: [size],
      inputs: [{ name: 'x', dataType: DataType.FLOAT, shape: ['n', 1, 1, 2] }],
      outputs: [{ name: 'y', dataType: DataType.FLOAT, shape: ['n', 1, 2, 2] }],
    },
  });
  const model = await importOnnx(bytes);
  model.compile({ seed: 1, backend: cpu({ threads: 1 }) });
  const again = await importOnnx(await exportOnnx(model));
  again.compile({ seed: 1, backend: cpu({ threads: 1 }) });
  for (const read of [model, again]) {
    const y = (await read.predict({ shape: [2, 1, 1, 2], data: Float32Array.of(1, 2, 3, 4) })) as TensorValue;
    expect([...y.data]).toEqual([1, 2, 1, 2, 3, 4, 3, 4]);
  }
});

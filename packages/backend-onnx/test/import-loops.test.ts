/** Loops of a file: one of ours where the body is the same in each step, unrolled where a step decides what the next is. */
import type { Backend, TensorValue } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { importOnnx, onnx } from '@bernoulli/backend-onnx';
import { expect, it } from 'vitest';
import { encodeModel } from '../src/proto/encode.ts';
import { DataType, type GraphProto, type NodeProto, type TensorProto } from '../src/proto/messages.ts';

const port = (name: string, dataType: DataType = DataType.FLOAT, shape: readonly number[] = []) => ({
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
const graphOf = (name: string, nodes: readonly NodeProto[], inputs: GraphProto['inputs'], outputs: string[]) => ({
  graph: { name, nodes, initializers: [], inputs, outputs: outputs.map((each) => port(each)) } as GraphProto,
});
const whole = (name: string, value: bigint): TensorProto => ({
  name,
  dataType: DataType.INT64,
  dims: [],
  data: BigInt64Array.of(value),
});

/** `total`, what a loop carries in the end, and the ops of ours that it became. */
async function run(
  body: { graph: GraphProto },
  starts: readonly TensorProto[],
  rounds: bigint,
  backend: Backend = cpu({ threads: 1 }),
) {
  const loop: NodeProto = {
    opType: 'Loop',
    inputs: ['rounds', '', ...starts.map(({ name }) => name), 'x'],
    outputs: [...starts.map(({ name }) => `${name}/end`), 'total'],
    attributes: { body },
  };
  const bytes = encodeModel({
    irVersion: 8,
    opsetImports: [{ domain: '', version: 18 }],
    producerName: 'test',
    producerVersion: '',
    graph: {
      name: 'loops',
      nodes: [loop],
      initializers: [whole('rounds', rounds), ...starts],
      inputs: [port('x', DataType.FLOAT, [1, 2])],
      outputs: [port('total', DataType.FLOAT, [1, 2])],
    },
  });
  const model = await importOnnx(bytes);
  model.compile({ seed: 1, backend });
  const { data } = (await model.predict({ shape: [1, 2], data: Float32Array.of(1, 10) })) as TensorValue;
  const ops = (await model.program('inference', { batchSize: 1 })).graph.nodes.map(({ op }) => op);
  await model.dispose();
  return { data: [...data], ops };
}

const own = [port('i', DataType.INT64), port('c', DataType.BOOL)];

it('counts, and carries on what a step gives', async () => {
  const body = graphOf(
    'body',
    [
      node('Cast', ['i'], 'f', { to: { int: DataType.FLOAT } }),
      node('Mul', ['s', 'two'], 'twice'),
      node('Add', ['twice', 'f'], 'next'),
      node('Identity', ['c'], 'on'),
    ],
    [...own, port('s')],
    ['on', 'next'],
  );
  const two = { name: 'two', dataType: DataType.FLOAT, dims: [], data: Float32Array.of(2) };
  const inside = { graph: { ...body.graph, initializers: [two] } };
  const { data, ops } = await run(inside, [], 5n);
  // (((((x·2 + 0)·2 + 1)·2 + 2)·2 + 3)·2 + 4
  expect(data).toEqual([32 + 26, 320 + 26]);
  expect(ops.filter((op) => op === 'scan')).toHaveLength(1);
  expect(ops).not.toContain('mul');
});

it('does not take what the first step is given for what all are', async () => {
  const turn = (opType: string) => graphOf(opType, [node(opType, ['s', 'x'], 'made')], [], ['made']);
  const body = graphOf(
    'body',
    [
      node('If', ['flag'], 'next', { then_branch: turn('Add'), else_branch: turn('Sub') }),
      node('Not', ['flag'], 'other'),
      node('Identity', ['c'], 'on'),
    ],
    [...own, port('flag', DataType.BOOL), port('s')],
    ['on', 'other', 'next'],
  );
  const flag = { name: 'flag', dataType: DataType.BOOL, dims: [], data: Uint8Array.of(1) };
  const { data, ops } = await run(body, [flag as unknown as TensorProto], 3n);
  // x + x − x + x
  expect(data).toEqual([2, 20]);
  // Each step chooses for itself, in a loop of ours.
  expect(ops.filter((op) => op === 'scan')).toHaveLength(1);
});

it('runs in ONNX Runtime where a step reads nothing', async () => {
  const body = graphOf(
    'body',
    [node('Add', ['s', 's'], 'next'), node('Identity', ['c'], 'on')],
    [...own, port('s')],
    ['on', 'next'],
  );
  const { data, ops } = await run(body, [], 5n, onnx());
  expect(data).toEqual([32, 320]);
  expect(ops).toContain('scan');
});

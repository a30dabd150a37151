/** Attributes that count what is then made one by one: a number that fits no operand is refused before anything is made. */
import { importOnnx } from '@bernoulli/backend-onnx';
import { expect, it } from 'vitest';
import { DataType, type GraphProto, type NodeProto } from '../src/proto/messages.ts';
import { bytesOf } from './one-node.ts';

const port = (name: string) => ({ name, dataType: DataType.FLOAT, shape: [3] });
const body: GraphProto = {
  name: 'body',
  nodes: [{ opType: 'Identity', inputs: ['row'], outputs: ['each'] }],
  initializers: [],
  inputs: [port('row')],
  outputs: [port('each')],
};
const scanOf = (attributes: NonNullable<NodeProto['attributes']>): Omit<NodeProto, 'outputs'> => ({
  opType: 'Scan',
  inputs: ['x'],
  attributes: { body: { graph: body }, ...attributes },
});
const FAR = -(2 ** 40);

it.each<[string, Omit<NodeProto, 'outputs'>, string, number?]>([
  ['operands of a scan', scanOf({ num_scan_inputs: { int: FAR } }), `num_scan_inputs = ${FAR} with 1 operands`],
  ['more of them than there are', scanOf({ num_scan_inputs: { int: 2 } }), 'num_scan_inputs = 2 with 1 operands'],
  [
    'axes of a scan',
    scanOf({ num_scan_inputs: { int: 1 }, scan_input_axes: { ints: [0, 0] } }),
    '2 scan_input_axes for 1',
  ],
  ['neighbours', { opType: 'LRN', inputs: ['x'], attributes: { size: { int: 2 ** 40 } } }, 'attribute size'],
  [
    'axes behind an operand',
    { opType: 'Add', inputs: ['x', 'x'], attributes: { broadcast: { int: 1 }, axis: { int: FAR } } },
    'attribute axis',
    6,
  ],
])('%s', async (_, node, why, opset) => {
  const start = performance.now();
  const x = { shape: [2, 3, 4, 5].slice(0, node.opType === 'LRN' ? 4 : 2), data: [] };
  await expect(importOnnx(bytesOf({ node, x, opset }))).rejects.toThrow(why);
  expect(performance.now() - start).toBeLessThan(1500);
});

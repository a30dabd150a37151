/** A case of one operator as an `.onnx` file. */
import { encodeModel } from '../../packages/backend-onnx/src/proto/encode.ts';
import type { DataType } from '../../packages/backend-onnx/src/proto/messages.ts';
import { numbers, type OperatorCase, type Type } from './operator-cases.ts';

/**
 * The bytes of a model of one node, its inputs `x0`, `x1`, …, its outputs `y0`, `y1`, …
 *
 * @param shapes of the outputs, which ONNX Runtime wants to be told
 */
export function operatorFile(
  { op, opset = 21, attributes = {}, inputs, outputs = ['float'] }: OperatorCase,
  shapes: readonly (readonly number[])[] = [],
): Uint8Array {
  const port = (name: string, type: string, shape: readonly (number | string)[]) => ({
    name,
    dataType: numbers[type as Type] as DataType,
    shape,
  });
  const names = inputs.map((input, i) => (input === null ? '' : `x${i}`));
  return encodeModel({
    irVersion: 10,
    opsetImports: [{ domain: '', version: opset }],
    producerName: 'test',
    producerVersion: '',
    graph: {
      name: 'one',
      nodes: [{ name: 'node', opType: op, inputs: names, outputs: outputs.map((_, i) => `y${i}`), attributes }],
      initializers: [],
      inputs: inputs.flatMap((input, i) => (input === null ? [] : [port(`x${i}`, input.type, input.shape)])),
      outputs: outputs.map((type, i) => port(`y${i}`, type, shapes[i] ?? [])),
    },
  });
}

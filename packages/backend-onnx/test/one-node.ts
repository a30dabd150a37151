/** A model of one node, read and run. */
import { cpu } from '@bernoulli/backend-cpu';
import { importOnnx } from '@bernoulli/backend-onnx';
import type { TensorValue } from '@bernoulli/api';
import { encodeModel } from '../src/proto/encode.ts';
import type { DataType, NodeProto, TensorProto } from '../src/proto/messages.ts';

export interface OneNode {
  readonly node: Omit<NodeProto, 'outputs'>;
  /** By the names that the node uses; the first is what a run is handed. */
  readonly x: { readonly shape: readonly number[]; readonly data: ArrayLike<number> };
  readonly dataType?: number;
  readonly initializers?: readonly TensorProto[];
  readonly opset?: number | undefined;
  readonly outputType?: number;
}

/** The bytes of the model: input `x`, output `y`. */
export function bytesOf({ node, x, dataType = 1, initializers = [], opset = 24, outputType = 1 }: OneNode): Uint8Array {
  return encodeModel({
    irVersion: 10,
    opsetImports: [{ domain: '', version: opset }],
    producerName: 'test',
    producerVersion: '',
    graph: {
      name: 'one',
      nodes: [{ name: 'node', ...node, outputs: ['y'] }],
      initializers,
      inputs: [{ name: 'x', dataType: dataType as DataType, shape: x.shape }],
      outputs: [{ name: 'y', dataType: outputType as DataType, shape: [] }],
    },
  });
}

/** What it gives on the CPU. */
export async function runOne(one: OneNode): Promise<TensorValue> {
  const model = await importOnnx(bytesOf(one));
  model.compile({ seed: 1, backend: cpu({ threads: 1 }) });
  const data = one.dataType === 6 ? Int32Array.from(one.x.data) : Float32Array.from(one.x.data);
  return (await model.predict({ shape: one.x.shape, data })) as TensorValue;
}

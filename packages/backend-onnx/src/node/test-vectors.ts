/** Inputs and what a model says of them, in the layout of ONNX's own tests. */
import type { Inputs } from '@bernoulli/api';
import type { Inference } from '../export/export-onnx.ts';
import { encodeTensor } from '../proto/encode.ts';
import { DataType } from '../proto/messages.ts';
import { arraysOf, type PortArray } from './arrays.ts';

/** What predicts, and what of. */
export interface Vectors {
  readonly inference: Inference;
  readonly predict: (x: Inputs) => Promise<unknown>;
  readonly x: Inputs;
}

const types = { f32: DataType.FLOAT, i32: DataType.INT32, bool: DataType.BOOL } as const;

/** Files by name: `input_0.pb` and so on, and `output_0.pb`. */
export async function testVectors({ inference: { graph }, predict, x }: Vectors): Promise<Map<string, Uint8Array>> {
  const said = await predict(x);
  const files = (kind: string, arrays: readonly PortArray[]): [string, Uint8Array][] =>
    arrays.map(({ name, dtype, shape, data }, i) => [
      `${kind}_${i}.pb`,
      encodeTensor({ name, dataType: types[dtype], dims: shape, data }),
    ]);
  return new Map([
    ...files('input', arraysOf('saveOnnx', graph, graph.inputs, x)),
    ...files('output', arraysOf('saveOnnx', graph, graph.outputs, said)),
  ]);
}

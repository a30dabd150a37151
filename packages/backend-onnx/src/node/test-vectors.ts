/** Inputs and what a model says of them, in the layout of ONNX's own tests. */
import type { Inputs } from '@bernoulli/api';
import { arrayFrom, fail, sizeOf, type Graph, type NodeId } from '@bernoulli/api/ir';
import type { Inference } from '../export/export-onnx.ts';
import { encodeTensor } from '../proto/encode.ts';
import { DataType } from '../proto/messages.ts';

/** What predicts, and what of. */
export interface Vectors {
  readonly inference: Inference;
  readonly predict: (x: Inputs) => Promise<unknown>;
  readonly x: Inputs;
}

type Numbers = ArrayLike<number>;

/** Files by name: `input_0.pb` and so on, and `output_0.pb`. */
export async function testVectors({ inference: { graph }, predict, x }: Vectors): Promise<Map<string, Uint8Array>> {
  const said = await predict(x);
  const inputs = each(
    x,
    graph.inputs.map(({ name }) => name),
  );
  const outputs = each(
    said,
    graph.outputs.map(({ name }) => name),
  );
  const file = (kind: string, values: readonly unknown[], ends: Graph['inputs']): [string, Uint8Array][] =>
    ends.map(({ name, node }, i) => [`${kind}_${i}.pb`, tensorFile(name, graph, node, flat(values[i]))]);
  return new Map([...file('input', inputs, graph.inputs), ...file('output', outputs, graph.outputs)]);
}

/** One array for each name. */
function each(values: unknown, names: readonly string[]): readonly unknown[] {
  const single = Array.isArray(values) || ArrayBuffer.isView(values) || 'data' in (values as object);
  if (!single) return names.map((name) => (values as Readonly<Record<string, unknown>>)[name]);
  return names.length === 1 ? [values] : (values as readonly unknown[]);
}

/** The numbers of an array that has been predicted from, so that its shape is right. */
function flat(value: unknown): Numbers {
  if (ArrayBuffer.isView(value)) return value as unknown as Numbers;
  if (!Array.isArray(value)) return (value as { data: Numbers }).data;
  return value.flatMap((inner: unknown) => (typeof inner === 'object' ? Array.from(flat(inner)) : [Number(inner)]));
}

const types = { f32: DataType.FLOAT, i32: DataType.INT32, bool: DataType.BOOL } as const;

function tensorFile(name: string, graph: Graph, node: NodeId, data: Numbers): Uint8Array {
  const { dtype, shape } = graph.nodes[node]!;
  const open = shape.slice(1).findIndex((size) => size < 0);
  if (open >= 0)
    fail('UNSUPPORTED', {
      who: 'saveOnnx',
      at: name,
      what: `vectors need sizes that are known, but axis ${open + 1} is open`,
    });
  const dims = [data.length / sizeOf(shape.slice(1)), ...shape.slice(1)];
  return encodeTensor({ name, dataType: types[dtype], dims, data: arrayFrom(dtype, Array.from(data)) });
}

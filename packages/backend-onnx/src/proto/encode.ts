/** ONNX messages as bytes: field numbers from `onnx.proto`, fields in ascending order, no timestamps, so equal models give equal bytes. */
import type {
  AttributeValue,
  Dimension,
  FunctionProto,
  GraphProto,
  ModelProto,
  NodeProto,
  OperatorSetId,
  TensorProto,
  ValueInfoProto,
} from './messages.ts';
import { ProtoWriter } from './writer.ts';

/** The bytes of an `.onnx` file. */
export function encodeModel(model: ModelProto): Uint8Array {
  const metadata = Object.entries(model.metadataProps ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return new ProtoWriter()
    .int(1, model.irVersion)
    .string(2, model.producerName)
    .string(3, model.producerVersion)
    .string(4, model.domain)
    .int(5, model.modelVersion ?? 0)
    .string(6, model.docString)
    .message(7, graph(model.graph))
    .messages(8, model.opsetImports, operatorSet)
    .messages(14, metadata, entry)
    .messages(25, model.functions, functionProto)
    .finish();
}

/** The bytes of a tensor alone, as in the files that hold test data. */
export function encodeTensor(of: TensorProto): Uint8Array {
  return tensor(of).finish();
}

function graph(g: GraphProto): ProtoWriter {
  return new ProtoWriter()
    .messages(1, g.nodes, node)
    .string(2, g.name)
    .messages(5, g.initializers, tensor)
    .string(10, g.docString)
    .messages(11, g.inputs, valueInfo)
    .messages(12, g.outputs, valueInfo);
}

function node(n: NodeProto): ProtoWriter {
  return new ProtoWriter()
    .strings(1, n.inputs)
    .strings(2, n.outputs)
    .string(3, n.name)
    .string(4, n.opType)
    .messages(5, Object.entries(n.attributes ?? {}), attribute)
    .string(7, n.domain);
}

/** Field 20 is the attribute's kind, by the numbers of `AttributeProto.AttributeType`. */
function attribute([name, value]: [string, AttributeValue]): ProtoWriter {
  const out = new ProtoWriter().string(1, name);
  if ('float' in value) return out.float(2, value.float).int(20, 1);
  if ('int' in value) return out.int(3, value.int).int(20, 2);
  if ('string' in value) return out.bytes(4, new TextEncoder().encode(value.string)).int(20, 3);
  if ('tensor' in value) return out.message(5, tensor(value.tensor)).int(20, 4);
  if ('graph' in value) return out.message(6, graph(value.graph)).int(20, 5);
  if ('floats' in value) {
    for (const x of value.floats) out.float(7, x);
    return out.int(20, 6);
  }
  if ('strings' in value) return out.strings(9, value.strings).int(20, 8);
  return out.ints(8, value.ints).int(20, 7);
}

function tensor(t: TensorProto): ProtoWriter {
  const out = new ProtoWriter().ints(1, t.dims).int(2, t.dataType).string(8, t.name);
  if (t.external === undefined) return out.bytes(9, littleEndian(t.data));
  const { location, offset } = t.external;
  const place = { location, offset: String(offset), length: String(t.data.byteLength) };
  return out.messages(13, Object.entries(place), entry).int(14, 1);
}

function entry([key, value]: [string, string]): ProtoWriter {
  return new ProtoWriter().string(1, key).string(2, value);
}

function valueInfo(v: ValueInfoProto): ProtoWriter {
  const tensorType = new ProtoWriter().int(1, v.dataType);
  if (v.shape !== undefined) tensorType.message(2, new ProtoWriter().messages(1, v.shape, dimension));
  const type = new ProtoWriter().message(1, tensorType);
  return new ProtoWriter().string(1, v.name).message(2, type).string(3, v.docString);
}

function dimension(size: Dimension): ProtoWriter {
  return typeof size === 'number' ? new ProtoWriter().int(1, size) : new ProtoWriter().string(2, size);
}

function operatorSet({ domain, version }: OperatorSetId): ProtoWriter {
  return new ProtoWriter().string(1, domain).int(2, version);
}

function functionProto(f: FunctionProto): ProtoWriter {
  return new ProtoWriter()
    .string(1, f.name)
    .strings(4, f.inputs)
    .strings(5, f.outputs)
    .messages(7, f.nodes, node)
    .string(8, f.docString)
    .messages(9, f.opsetImports, operatorSet)
    .string(10, f.domain);
}

const hostIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The bytes of an array with the low byte of each element first, as `raw_data` asks. */
export function littleEndian(data: ArrayBufferView): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const width = (data as { BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT ?? 1;
  if (hostIsLittleEndian || width === 1) return bytes;
  const swapped = bytes.slice();
  for (let i = 0; i < swapped.length; i += width) swapped.subarray(i, i + width).reverse();
  return swapped;
}

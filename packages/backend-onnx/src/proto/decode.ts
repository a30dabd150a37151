/** The messages of an `.onnx` file: field numbers from `onnx.proto`. What does not say what is computed is skipped, unread. */
import { fail, MAX_AXES } from '@bernoulli/api/ir';
import { elementTypeName, elementTypeOf } from './element-type.ts';
import { decodeAttribute, type Decoder } from './decode-attribute.ts';
import { decodeTensor, type ExternalData } from './decode-tensor.ts';
import { ProtoReader } from './reader.ts';
import type {
  StoredAttribute,
  StoredFunction,
  StoredGraph,
  StoredModel,
  StoredNode,
  StoredPort,
  StoredType,
} from './stored-model.ts';
import type { StoredTensor } from './stored-tensor.ts';

/**
 * @param external reads what a file keeps in other files; without it, such a file is refused
 * @throws BernoulliError `FORMAT` for bytes that are no ONNX file, or hold more than one may.
 */
export function decodeModel(bytes: Uint8Array, external?: ExternalData): StoredModel {
  const decoder: Decoder = { graph: (r) => graph(r, decoder), tensor: (r) => decodeTensor(r, external) };
  const r = new ProtoReader(bytes);
  let irVersion = 0;
  let main: StoredGraph | undefined;
  const opsets = new Map<string, number>();
  const functions: StoredFunction[] = [];
  for (const field of r.fields())
    if (field === 1) irVersion = r.int();
    else if (field === 7) main = r.message(decoder.graph);
    else if (field === 8) r.message((inner) => operatorSet(inner, opsets));
    else if (field === 25) functions.push(r.message((inner) => functionProto(inner, decoder)));
    else r.skip();
  if (main === undefined || irVersion < 1)
    fail('FORMAT', { who: 'importOnnx', what: 'the file holds no model', hint: 'Is it an ONNX file?' });
  return { irVersion, opsets, graph: main, functions };
}

function operatorSet(r: ProtoReader, into: Map<string, number>): void {
  let [domain, version] = ['', 0];
  for (const field of r.fields())
    if (field === 1) domain = r.string();
    else if (field === 2) version = r.int();
    else r.skip();
  into.set(domain === 'ai.onnx' ? '' : domain, version);
}

function graph(r: ProtoReader, decoder: Decoder): StoredGraph {
  let name = '';
  const nodes: StoredNode[] = [];
  const initializers: StoredTensor[] = [];
  const unread: { name: string; why: string }[] = [];
  const [inputs, outputs]: [StoredPort[], StoredPort[]] = [[], []];
  for (const field of r.fields())
    if (field === 1) nodes.push(r.message((inner) => node(inner, decoder)));
    else if (field === 2) name = r.string();
    else if (field === 5) {
      const tensor = r.message(decoder.tensor);
      if ('why' in tensor) unread.push(tensor);
      else initializers.push(tensor);
    } else if (field === 11) inputs.push(r.message(port));
    else if (field === 12) outputs.push(r.message(port));
    else if (field === 15) {
      unread.push({ name: r.message((inner) => sparseName(inner, decoder)), why: 'is stored as a sparse tensor' });
    } else r.skip();
  return { name, nodes, initializers, inputs, outputs, unread };
}

/** A sparse tensor is called after its values. */
function sparseName(r: ProtoReader, decoder: Decoder): string {
  let name = '';
  for (const field of r.fields())
    if (field === 1) ({ name } = r.message(decoder.tensor));
    else r.skip();
  return name;
}

function node(r: ProtoReader, decoder: Decoder): StoredNode {
  const out = { name: '', opType: '', domain: '', overload: '' };
  const [inputs, outputs]: [string[], string[]] = [[], []];
  const attributes = new Map<string, StoredAttribute>();
  for (const field of r.fields())
    if (field === 1) inputs.push(r.string());
    else if (field === 2) outputs.push(r.string());
    else if (field === 3) out.name = r.string();
    else if (field === 4) out.opType = r.string();
    else if (field === 5) attribute(r, decoder, attributes);
    else if (field === 7) out.domain = r.string();
    else if (field === 8) out.overload = r.string();
    else r.skip();
  const domain = out.domain === 'ai.onnx' ? '' : out.domain;
  return { ...out, domain, inputs, outputs, attributes };
}

function attribute(r: ProtoReader, decoder: Decoder, into: Map<string, StoredAttribute>): void {
  const [name, value] = r.message((inner) => decodeAttribute(inner, decoder));
  into.set(name, value);
}

function functionProto(r: ProtoReader, decoder: Decoder): StoredFunction {
  const out = { name: '', domain: '', overload: '' };
  const [inputs, outputs]: [string[], string[]] = [[], []];
  const defaults = new Map<string, StoredAttribute>();
  const nodes: StoredNode[] = [];
  const opsets = new Map<string, number>();
  for (const field of r.fields())
    if (field === 1) out.name = r.string();
    else if (field === 4) inputs.push(r.string());
    else if (field === 5) outputs.push(r.string());
    else if (field === 7) nodes.push(r.message((inner) => node(inner, decoder)));
    else if (field === 9) r.message((inner) => operatorSet(inner, opsets));
    else if (field === 10) out.domain = r.string();
    else if (field === 11) attribute(r, decoder, defaults);
    else if (field === 13) out.overload = r.string();
    else r.skip();
  return { ...out, inputs, outputs, defaults, nodes, opsets };
}

function port(r: ProtoReader): StoredPort {
  let name = '';
  let type: Omit<StoredPort, 'name'> = { type: { other: 'nothing' }, shape: null };
  for (const field of r.fields())
    if (field === 1) name = r.string();
    else if (field === 2) type = r.message(typeProto);
    else r.skip();
  return { name, ...type };
}

const containers: Readonly<Record<number, string>> = {
  4: 'a sequence',
  5: 'a map',
  8: 'a sparse tensor',
  9: 'optional',
};

function typeProto(r: ProtoReader): Omit<StoredPort, 'name'> {
  let out: Omit<StoredPort, 'name'> = { type: { other: 'nothing' }, shape: null };
  for (const field of r.fields())
    if (field === 1) out = r.message(tensorType);
    else if (field === 4 || field === 9)
      out = { type: { other: containers[field]!, of: r.message(elementOf) }, shape: null };
    else {
      if (Object.hasOwn(containers, field)) out = { type: { other: containers[field]! }, shape: null };
      r.skip();
    }
  return out;
}

/** What a sequence or an optional value holds. */
function elementOf(r: ProtoReader): StoredType {
  let type: StoredType = { other: 'nothing' };
  for (const field of r.fields())
    if (field === 1) ({ type } = r.message(typeProto));
    else r.skip();
  return type;
}

function tensorType(r: ProtoReader): Omit<StoredPort, 'name'> {
  let number = 0;
  let shape: (number | string | null)[] | null = null;
  for (const field of r.fields())
    if (field === 1) number = r.int();
    else if (field === 2) shape = r.message(shapeProto);
    else r.skip();
  return { type: elementTypeOf(number) ?? { other: elementTypeName(number) }, shape };
}

function shapeProto(r: ProtoReader): (number | string | null)[] {
  const sizes: (number | string | null)[] = [];
  for (const field of r.fields())
    if (field === 1) sizes.push(r.message(dimension));
    else r.skip();
  if (sizes.length > MAX_AXES)
    fail('FORMAT', { who: 'importOnnx', what: `a shape has at most ${MAX_AXES} axes`, received: sizes.length });
  return sizes;
}

/** A size below 0 is one that is open: some exporters write −1 for it. */
function dimension(r: ProtoReader): number | string | null {
  let size: number | string | null = null;
  for (const field of r.fields())
    if (field === 1) size = r.int();
    else if (field === 2) size = r.string();
    else r.skip();
  return typeof size === 'number' ? (size < 0 ? null : size) : size || null;
}

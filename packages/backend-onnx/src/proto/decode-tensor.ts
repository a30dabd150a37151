/** `TensorProto`: its facts at once, its numbers where they lie. */
import { fail, MAX_AXES } from '@bernoulli/api/ir';
import { elementTypeName, elementTypeOf, elementTypes, type ElementType } from './element-type.ts';
import type { ProtoReader } from './reader.ts';
import { requireWhole, type Payload, type StoredTensor } from './stored-tensor.ts';

/** A tensor that is not read, and why, as the end of a sentence about it. */
export interface UnreadTensor {
  readonly name: string;
  readonly why: string;
}

/** Part of another file. */
export interface ExternalPlace {
  readonly location: string;
  readonly offset: number;
  /** How many bytes the tensor has. */
  readonly length: number;
}

export type ExternalData = (place: ExternalPlace) => Uint8Array;

/** More elements than these do not fit into one array. */
const MOST_ELEMENTS = 2 ** 31;

interface Fields {
  name: string;
  number: number;
  dims: bigint[];
  raw?: Uint8Array;
  packed?: Uint8Array;
  wire: 'float' | 'double';
  list: (number | bigint)[];
  external: Map<string, string>;
  isExternal: boolean;
}

export function decodeTensor(r: ProtoReader, external?: ExternalData): StoredTensor | UnreadTensor {
  const f: Fields = { name: '', number: 0, dims: [], wire: 'float', list: [], external: new Map(), isExternal: false };
  for (const field of r.fields())
    if (field === 1) r.bigints(f.dims);
    else if (field === 2) f.number = r.int();
    else if (field === 4) floats(r, f);
    else if (field === 5 || field === 7 || field === 11) r.bigints(f.list as bigint[]);
    else if (field === 8) f.name = r.string();
    else if (field === 9) f.raw = r.bytes();
    else if (field === 10) {
      if (!r.isPacked) return { name: f.name, why: 'holds its numbers in a way that nobody writes' };
      [f.packed, f.wire] = [r.bytes(), 'double'];
    } else if (field === 13) r.message((inner) => entry(inner, f.external));
    else if (field === 14) f.isExternal = r.int() === 1;
    else r.skip();
  const { name } = f;
  const type = elementTypeOf(f.number);
  if (type === undefined) return { name, why: `is of element type ${elementTypeName(f.number)}` };
  const shape = shapeOf(f);
  const tensor = { name, type, shape, payload: payloadOf(f, type, shape, external) };
  requireWhole(tensor);
  return tensor;
}

function floats(r: ProtoReader, f: Fields): void {
  if (r.isPacked && f.packed === undefined && f.list.length === 0) f.packed = r.bytes();
  else r.floats(f.list as number[]);
}

function entry(r: ProtoReader, into: Map<string, string>): void {
  let [key, value] = ['', ''];
  for (const field of r.fields())
    if (field === 1) key = r.string();
    else if (field === 2) value = r.string();
    else r.skip();
  into.set(key, value);
}

function shapeOf({ name, dims }: Fields): number[] {
  const size = dims.reduce((product, n) => product * (n < 0n ? 2n ** 62n : n), 1n);
  if (dims.length > MAX_AXES || dims.some((n) => n < 0n || n >= 2n ** 31n) || size > BigInt(MOST_ELEMENTS))
    fail('FORMAT', {
      who: 'importOnnx',
      at: name || undefined,
      what: `a tensor has at most ${MAX_AXES} axes and 2³¹ elements`,
      received: dims.slice(0, 8).join(' × '),
    });
  return dims.map(Number);
}

function payloadOf(f: Fields, type: ElementType, shape: readonly number[], external?: ExternalData): Payload {
  if (f.isExternal) return { kind: 'raw', bytes: externalBytes(f, type, shape, external) };
  if (f.raw !== undefined) return { kind: 'raw', bytes: f.raw };
  if (f.packed !== undefined && f.list.length === 0) return { kind: 'packed', bytes: f.packed, wire: f.wire };
  if (f.packed !== undefined)
    fail('FORMAT', { who: 'importOnnx', at: f.name || undefined, what: 'a tensor holds its numbers twice' });
  return { kind: 'list', values: f.list };
}

function externalBytes(
  { name, external: entries }: Fields,
  type: ElementType,
  shape: readonly number[],
  external?: ExternalData,
): Uint8Array {
  const problem = { who: 'importOnnx', at: name || undefined };
  if (external === undefined)
    fail('UNSUPPORTED', {
      ...problem,
      what: 'its numbers are in another file, which bytes alone do not reach',
      hint: 'Give importOnnx the path of the file',
    });
  const length = Math.ceil(shape.reduce((product, n) => product * n, 1) * elementTypes[type].bytes);
  const whole = (key: string, otherwise: number): number => {
    const text = entries.get(key);
    if (text === undefined) return otherwise;
    if (!/^\d{1,15}$/.test(text))
      fail('FORMAT', { ...problem, what: `${key} of external data must be a whole number`, received: text });
    return Number(text);
  };
  if (whole('length', length) !== length)
    fail('FORMAT', { ...problem, what: `external data must be ${length} bytes long`, received: entries.get('length') });
  return external({ location: entries.get('location') ?? '', offset: whole('offset', 0), length });
}

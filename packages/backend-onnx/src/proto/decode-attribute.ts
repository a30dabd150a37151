/** `AttributeProto`: a name and one value, of the kind that field 20 tells. */
import { fail } from '@bernoulli/api/ir';
import type { UnreadTensor } from './decode-tensor.ts';
import type { ProtoReader } from './reader.ts';
import type { StoredAttribute, StoredGraph } from './stored-model.ts';
import type { StoredTensor } from './stored-tensor.ts';

/** What attributes hold, and is made of attributes itself. */
export interface Decoder {
  readonly graph: (r: ProtoReader) => StoredGraph;
  readonly tensor: (r: ProtoReader) => StoredTensor | UnreadTensor;
}

/** By the numbers of `AttributeProto.AttributeType`; 0 is what old files leave out. */
const kinds = ['', 'float', 'int', 'string', 'tensor', 'graph', 'floats', 'ints', 'strings'] as const;
const others: Readonly<Record<number, string>> = {
  9: 'tensors',
  10: 'graphs',
  11: 'a sparse tensor',
  12: 'sparse tensors',
  13: 'a type',
  14: 'types',
};

export function decodeAttribute(r: ProtoReader, decoder: Decoder): [name: string, value: StoredAttribute] {
  let [name, reference, type] = ['', '', 0];
  const single: { -readonly [K in 'float' | 'int']?: number } & { string?: string; graph?: StoredGraph } = {};
  let tensor: StoredTensor | UnreadTensor | undefined;
  const [floats, ints, strings]: [number[], bigint[], string[]] = [[], [], []];
  for (const field of r.fields())
    if (field === 1) name = r.string();
    else if (field === 2) single.float = r.float();
    else if (field === 3) single.int = clamped(r.bigint());
    else if (field === 4) single.string = r.string();
    else if (field === 5) tensor = r.message(decoder.tensor);
    else if (field === 6) single.graph = r.message(decoder.graph);
    else if (field === 7) r.floats(floats);
    else if (field === 8) r.bigints(ints);
    else if (field === 9) strings.push(r.string());
    else if (field === 20) type = r.int();
    else if (field === 21) reference = r.string();
    else r.skip();
  if (reference !== '') return [name, { kind: 'reference', value: reference }];
  if (Object.hasOwn(others, type)) return [name, { kind: 'other', value: others[type]! }];
  const kind = kinds[type] || guessed({ ...single, tensor, floats, ints, strings });
  switch (kind) {
    case 'float':
      return [name, { kind, value: single.float ?? 0 }];
    case 'int':
      return [name, { kind, value: single.int ?? 0 }];
    case 'string':
      return [name, { kind, value: single.string ?? '' }];
    case 'floats':
      return [name, { kind, value: floats }];
    case 'ints':
      return [name, { kind, value: ints.map(clamped) }];
    case 'strings':
      return [name, { kind, value: strings }];
    case 'graph':
      if (single.graph !== undefined) return [name, { kind, value: single.graph }];
      break;
    case 'tensor':
      if (tensor !== undefined && 'why' in tensor)
        return [name, { kind: 'other', value: `a tensor that ${tensor.why}` }];
      if (tensor !== undefined) return [name, { kind, value: tensor }];
  }
  return fail('FORMAT', {
    who: 'importOnnx',
    at: name || undefined,
    what: 'an attribute has no value of its type',
    received: type,
  });
}

/** The kind of an attribute of a file that does not tell: that of the field which is there. */
function guessed(fields: Readonly<Record<string, unknown>>): (typeof kinds)[number] {
  return (
    kinds.slice(1).find((kind) => {
      const value = fields[kind];
      return Array.isArray(value) ? value.length > 0 : value !== undefined;
    }) ?? 'ints'
  );
}

/** An integer as a number. Those beyond ±2⁵³ stand for "to the end", and become the nearest number. */
function clamped(value: bigint): number {
  return Number(value);
}

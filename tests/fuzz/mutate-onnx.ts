/** Changes an ONNX file: bytes anywhere, or a field of a message somewhere inside, with all lengths around it set right. */
import { mutateBytes, type Files } from './mutate-files.ts';
import type { Random } from './random.ts';

export const MODEL = 'model.onnx';

interface Field {
  readonly number: number;
  readonly wire: number;
  /** A varint, or the four or eight bytes of a number. */
  readonly bytes: Uint8Array;
  /** What a length-delimited field holds, where that reads as a message. */
  readonly fields?: Field[] | undefined;
}

export function mutateOnnx(files: Files, random: Random): { files: Files; what: string } {
  const bytes = files[MODEL]!;
  if (random.once(3)) return { files: { [MODEL]: mutateBytes(bytes, random) }, what: 'bytes changed' };
  let fields = parsed(bytes, 0)!;
  for (let edits = 1 + random.below(3); edits > 0; edits--) fields = edited(fields, random);
  return { files: { [MODEL]: written(fields) }, what: 'fields changed' };
}

/** The fields of a message, `undefined` for bytes that are none. */
function parsed(bytes: Uint8Array, depth: number): Field[] | undefined {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number | undefined => {
    let value = 0;
    for (let i = 0; i < 10; i++) {
      const byte = bytes[at++];
      if (byte === undefined) return undefined;
      value += (byte & 127) * 2 ** (7 * i);
      if (byte < 128) return value;
    }
    return undefined;
  };
  while (at < bytes.length) {
    const tag = varint();
    if (tag === undefined || tag < 8 || tag >= 2 ** 12) return undefined;
    const [number, wire] = [Math.floor(tag / 8), tag % 8];
    const start = at;
    if (wire === 0) {
      if (varint() === undefined) return undefined;
      fields.push({ number, wire, bytes: bytes.subarray(start, at) });
      continue;
    }
    const length = wire === 2 ? varint() : wire === 5 ? 4 : wire === 1 ? 8 : undefined;
    if (length === undefined || at + length > bytes.length) return undefined;
    const inner = bytes.subarray(at, at + length);
    at += length;
    const isMessage = wire === 2 && depth < 12 && length > 1;
    fields.push({ number, wire, bytes: inner, fields: isMessage ? parsed(inner, depth + 1) : undefined });
  }
  return fields;
}

const hostile = [
  0n,
  1n,
  2n,
  7n,
  64n,
  255n,
  2n ** 20n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 40n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
];

/** The fields with one changed, in them or in a message among them. */
function edited(fields: readonly Field[], random: Random): Field[] {
  if (fields.length === 0) return [];
  const at = random.below(fields.length);
  const field = fields[at]!;
  const put = (...instead: Field[]): Field[] => fields.toSpliced(at, 1, ...instead);
  if (field.fields !== undefined && !random.once(5)) return put({ ...field, fields: edited(field.fields, random) });
  const other = random.pick(fields);
  switch (random.below(6)) {
    case 0:
      return put();
    case 1:
      return put(field, field);
    case 2:
      return put({ ...other, number: field.number });
    case 3:
      return fields.toSpliced(at, 1, other).with(fields.indexOf(other), field);
    default: {
      if (field.wire === 0) return put({ ...field, bytes: varintOf(random.pick(hostile)) });
      if (field.wire !== 2) return put({ ...field, bytes: field.bytes.map(() => random.below(256)) });
      return put({ ...field, fields: undefined, bytes: mutateBytes(field.bytes, random) });
    }
  }
}

function varintOf(value: bigint): Uint8Array {
  const out: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 128n) return Uint8Array.from([...out, Number(rest)]);
    out.push(Number(rest & 127n) | 128);
  }
}

function written(fields: readonly Field[]): Uint8Array {
  const parts = fields.flatMap(({ number, wire, bytes, fields: inner }) => {
    const content = inner === undefined ? bytes : written(inner);
    const tag = varintOf(BigInt(number * 8 + wire));
    return wire === 2 ? [tag, varintOf(BigInt(content.length)), content] : [tag, content];
  });
  return new Uint8Array(Buffer.concat(parts));
}

/** Changes the files of a stored model: its JSON, the headers of its tensors, or bytes anywhere. */
import { hostileValue, names, withMarkers } from './hostile-values.ts';
import { mutateJson } from './mutate-json.ts';
import type { Random } from './random.ts';

export type Files = Record<string, Uint8Array>;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The files with something changed, and what it was. */
export function mutateFiles(files: Files, random: Random): { files: Files; what: string } {
  const name = random.pick(Object.keys(files));
  const bytes = files[name]!;
  const put = (what: string, changed: Uint8Array): { files: Files; what: string } => ({
    files: { ...files, [name]: changed },
    what: `${name}: ${what}`,
  });
  if (random.once(30)) {
    const { [name]: gone, ...others } = files;
    const other = random.pick(Object.keys(files));
    return random.once(2)
      ? { files: others, what: `${name} is missing` }
      : { files: { ...files, [other]: gone! }, what: `${other} is ${name}` };
  }
  if (random.once(3)) return put('bytes changed', mutateBytes(bytes, random));
  if (name.endsWith('.json'))
    return put('JSON changed', encoder.encode(mutateJson(JSON.parse(decoder.decode(bytes)), random)));
  return put('header changed', mutateHeader(bytes, random));
}

function mutateHeader(bytes: Uint8Array, random: Random): Uint8Array {
  const header = JSON.parse(headerOf(bytes)) as Record<string, unknown>;
  if (random.once(6)) {
    const count = random.once(30) ? 20_000 + random.below(80_000) : random.below(100);
    for (let i = 0; i < count; i++)
      header[`${random.pick(names)}${i}`] = { dtype: 'F32', shape: [0], data_offsets: [0, 0] };
  }
  if (random.once(6))
    header['__metadata__'] = { a: hostileValue(random), b: 'x'.repeat(random.once(100) ? 12_000_000 : 10) };
  const text = encoder.encode(random.once(4) ? withMarkers(JSON.stringify(header)) : mutateJson(header, random));
  const said = random.once(10) ? random.pick([0n, 1n, 2n ** 63n, 2n ** 64n - 1n, BigInt(text.length + 1)]) : undefined;
  return withHeader(bytes, text, said);
}

function lengthOfHeader(bytes: Uint8Array): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
}

/** The text of the header of a file with tensors. */
export function headerOf(bytes: Uint8Array): string {
  return decoder.decode(bytes.subarray(8, 8 + lengthOfHeader(bytes)));
}

/** The file with another header, and what the file says of its length. */
export function withHeader(bytes: Uint8Array, text: Uint8Array, said = BigInt(text.length)): Uint8Array {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(said);
  return concat(length, text, bytes.subarray(8 + lengthOfHeader(bytes)));
}

/** Flips bits, writes, cuts and puts in bytes. */
export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  let out: Uint8Array = bytes.slice();
  for (let edits = 1 + random.below(4); edits > 0 && out.length > 0; edits--) {
    const at = random.below(out.length);
    switch (random.below(5)) {
      case 0:
        out[at]! ^= 1 << random.below(8);
        break;
      case 1:
        out[at] = random.pick([0x22, 0x5b, 0x5d, 0x7b, 0x7d, 0x2c, 0x3a, 0x30, 0x2d, 0x65, 0x00, 0xff]);
        break;
      case 2:
        out = out.slice(0, at);
        break;
      case 3:
        out = concat(out.subarray(0, at), out.subarray(at + 1 + random.below(8)));
        break;
      default: {
        const many = random.once(200) ? 1_000_000 + random.below(3_000_000) : random.below(64);
        const filling = new Uint8Array(many).fill(random.pick([0x5b, 0x7b, 0x22, 0x20, 0x39, 0x5c, 0x00]));
        out = concat(out.subarray(0, at), filling, out.subarray(at));
      }
    }
  }
  return out;
}

function concat(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

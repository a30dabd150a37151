/** Writes zip files for tests, also ones that lie: byte by byte, by PKWARE's APPNOTE. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface Member {
  readonly name: string;
  readonly content: Uint8Array;
  readonly deflated?: boolean;
  /** The size that the file states. */
  readonly claim?: number;
  /** Where the directory says that the member lies; it is not written. */
  readonly place?: number;
}

export function zip(members: readonly Member[]): Uint8Array<ArrayBuffer> {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, deflated = false, claim = content.length, place } of members) {
    const data = deflated ? deflateRawSync(content) : Buffer.from(content);
    const sizes = [4, crc32(content), 4, data.length, 4, claim, 2, Buffer.byteLength(name), 2, 0] as const;
    const common = [2, 20, 2, 0x800, 2, deflated ? 8 : 0, 4, 0x00210000, ...sizes] as const;
    const entry = fields(4, 0x02014b50, 2, 20, ...common, 2, 0, 2, 0, 2, 0, 4, 0, 4, place ?? offset);
    directory.push(Buffer.concat([entry, Buffer.from(name)]));
    if (place !== undefined) continue;
    const whole = Buffer.concat([fields(4, 0x04034b50, ...common), Buffer.from(name), data]);
    parts.push(whole);
    offset += whole.length;
  }
  const size = directory.reduce((sum, entry) => sum + entry.length, 0);
  const count = directory.length;
  const end = fields(4, 0x06054b50, 2, 0, 2, 0, 2, count, 2, count, 4, size, 4, offset, 2, 0);
  return new Uint8Array(Buffer.concat([...parts, ...directory, end]));
}

/** Little-endian numbers, each after its number of bytes. */
function fields(...widthsAndValues: readonly number[]): Buffer {
  const parts: Buffer[] = [];
  for (let i = 0; i < widthsAndValues.length; i += 2) {
    const part = Buffer.alloc(widthsAndValues[i]!);
    part.writeUIntLE(widthsAndValues[i + 1]!, 0, part.length);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** IDX and gzip: what the format says, files of all its types, and files that lie. */
import { gzipSync } from 'node:zlib';
import { gunzip, readIdx } from '@bernoulli/data';
import { describe, expect, it } from 'vitest';
import { rejection } from './fixtures.ts';

/** An IDX file of a type and sizes, and the bytes after them. */
function idx(type: number, shape: readonly number[], data: readonly number[]): Uint8Array<ArrayBuffer> {
  const out = new DataView(new ArrayBuffer(4 + 4 * shape.length + data.length));
  [(type << 8) + shape.length, ...shape].forEach((word, i) => out.setUint32(4 * i, word));
  data.forEach((byte, i) => out.setUint8(4 + 4 * shape.length + i, byte));
  return new Uint8Array(out.buffer);
}

describe('readIdx', () => {
  it.each<[string, number, number[], ArrayLike<number>]>([
    ['unsigned bytes', 0x08, [1, 255], Uint8Array.of(1, 255)],
    ['signed bytes', 0x09, [1, 255], Int8Array.of(1, -1)],
    ['shorts', 0x0b, [1, 2, 0xff, 0xfe], Int16Array.of(258, -2)],
    ['ints', 0x0c, [0, 0, 1, 2, 0xff, 0xff, 0xff, 0xfd], Int32Array.of(258, -3)],
    ['floats', 0x0d, [0x3f, 0x80, 0, 0, 0xc0, 0x20, 0, 0], Float32Array.of(1, -2.5)],
    ['doubles', 0x0e, [0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0, 4, 0, 0, 0, 0, 0, 0], Float64Array.of(1, -2.5)],
  ])('reads %s, plain and compressed', async (_, type, bytes, data) => {
    const file = idx(type, [2], bytes);
    for (const source of [file, file.buffer, new Blob([file]), new Uint8Array(gzipSync(file))])
      expect(await readIdx(source)).toEqual({ shape: [2], data });
  });

  it('reads several axes, none, and empty ones', async () => {
    expect(await readIdx(idx(8, [2, 1, 3], [1, 2, 3, 4, 5, 6]))).toEqual({
      shape: [2, 1, 3],
      data: Uint8Array.of(1, 2, 3, 4, 5, 6),
    });
    expect(await readIdx(idx(8, [], [7]))).toEqual({ shape: [], data: Uint8Array.of(7) });
    expect(await readIdx(idx(8, [0, 28], []))).toEqual({ shape: [0, 28], data: new Uint8Array() });
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['an empty file', new Uint8Array(0), /must start with four bytes.*Received 0 bytes/],
    ['a short header', idx(8, [1], [1]).subarray(0, 7), /the header of 1 axes must be 8 bytes long\. Received 7 bytes/],
    ['another type', idx(0x0a, [1], [1]), /must start with two zeros and a type.*Received 0x00000a01/],
    ['another file', Uint8Array.of(0x89, 0x50, 0x4e, 0x47), /Received 0x89504e47/],
    [
      'too few bytes',
      idx(8, [3], [1, 2]),
      /\[3\] needs 3 bytes after the header; the file is cut short\. Received 2 bytes/,
    ],
    ['too many bytes', idx(8, [1], [1, 2]), /the file goes on after them\. Received 2 bytes/],
    ['a size beyond reason', idx(8, [0xffffffff], [1]), /needs 4294967295 bytes/],
    ['sizes beyond all', idx(8, [0xffffffff, 0xffffffff], [1]), /needs more than 2\^53 bytes/],
    ['255 axes', idx(8, [], []).fill(255, 3), /the header of 255 axes must be 1024 bytes long/],
  ])('refuses %s', async (_, bytes, message) => {
    const said = await rejection(readIdx(bytes, { name: 'file' }));
    expect(said).toMatch(/^FORMAT readIdx at file: /);
    expect(said).toMatch(message);
  });

  it('refuses what unpacks to more than maxBytes, as whoever it speaks for', async () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(5e6)));
    expect(await rejection(readIdx(bomb, { maxBytes: 1e5, name: 'file' }))).toBe(
      'FORMAT readIdx at file: the content must be at most 100000 bytes long. Received more.',
    );
  });
});

describe('gunzip', () => {
  const content = Uint8Array.from({ length: 200_000 }, (_, i) => i % 251);
  const zipped = new Uint8Array(gzipSync(content));

  it('gives what was compressed, and what was not as it is', async () => {
    expect(await gunzip(zipped)).toEqual(content);
    expect(await gunzip(new Blob([zipped]))).toEqual(content);
    expect(await gunzip(Uint8Array.of(1, 2))).toEqual(Uint8Array.of(1, 2));
    expect(await gunzip(new Uint8Array())).toEqual(new Uint8Array());
  });

  it('stops at the agreed length', async () => {
    expect(await gunzip(zipped, { maxBytes: 200_000 })).toHaveLength(200_000);
    expect(await rejection(gunzip(zipped, { maxBytes: 199_999, name: 'file' }))).toBe(
      'FORMAT gunzip at file: the content must be at most 199999 bytes long. Received more.',
    );
  });

  it('refuses what is cut short or damaged anywhere', async () => {
    for (let length = 2; length < zipped.length; length += 37)
      expect(await rejection(gunzip(zipped.subarray(0, length))), `${length}`).toMatch(
        /^FORMAT gunzip: .*whole gzip data/,
      );
    for (const at of [2, 100, zipped.length - 6, zipped.length - 1]) {
      const damaged = zipped.slice();
      damaged[at] = damaged[at]! ^ 0xff;
      expect(await rejection(gunzip(damaged)), `${at}`).toMatch(/^FORMAT /);
    }
    expect(await rejection(gunzip(Uint8Array.from([...zipped, 1, 2, 3])))).toMatch(/^FORMAT /);
  });
});

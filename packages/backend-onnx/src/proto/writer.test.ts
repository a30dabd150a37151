/** The wire format, byte by byte, against the worked examples of its specification. */
import { expect, it } from 'vitest';
import { ProtoWriter } from './writer.ts';

const bytes = (write: (w: ProtoWriter) => ProtoWriter): number[] => [...write(new ProtoWriter()).finish()];

it('writes the examples of the Protocol Buffers documentation', () => {
  expect(bytes((w) => w.int(1, 150))).toEqual([0x08, 0x96, 0x01]);
  expect(bytes((w) => w.string(2, 'testing'))).toEqual([0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]);
  expect(bytes((w) => w.message(3, new ProtoWriter().int(1, 150)))).toEqual([0x1a, 0x03, 0x08, 0x96, 0x01]);
});

it('writes negative integers as ten bytes of two’s complement', () => {
  expect(bytes((w) => w.int(1, -1))).toEqual([8, ...new Array<number>(9).fill(255), 1]);
});

it('writes a zero, which a list of numbers may hold', () => {
  expect(bytes((w) => w.ints(1, [0, 127, 128]))).toEqual([8, 0, 8, 127, 8, 128, 1]);
});

it('writes floats with the low byte first', () => {
  expect(bytes((w) => w.float(2, 1))).toEqual([0x15, 0, 0, 0x80, 0x3f]);
});

it('uses two bytes for the tag of a field above 15', () => {
  expect(bytes((w) => w.int(25, 1))).toEqual([0xc8, 0x01, 1]);
});

it('leaves out an empty string, but not one in a list', () => {
  expect(bytes((w) => w.string(1, '').string(1, undefined))).toEqual([]);
  expect(bytes((w) => w.strings(1, ['', 'a']))).toEqual([10, 0, 10, 1, 97]);
});

it('keeps order and length when messages are nested and payloads are large', () => {
  const payload = new Uint8Array(300).fill(7);
  const inner = new ProtoWriter().int(1, 1).bytes(2, payload).int(3, 2);
  const out = bytes((w) => w.int(1, 9).message(2, inner).int(3, 8));
  // 307 = 2 + 303 + 2 bytes, as two groups of seven bits.
  expect(out.slice(0, 8)).toEqual([8, 9, 0x12, 0xb3, 0x02, 8, 1, 0x12]);
  expect(out).toHaveLength(2 + 3 + 307 + 2);
  expect(out.slice(-4)).toEqual([24, 2, 24, 8]);
});

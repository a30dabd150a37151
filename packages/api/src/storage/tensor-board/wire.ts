/** The wire format of protocol buffers, as far as events need it: fields of a message, one after the other. */
import { littleEndian } from '../safetensors/little-endian.ts';

/** The bytes of a field, or of several. */
export type Bytes = readonly number[] | Uint8Array;

/** A whole number from 0 up, seven bits a byte. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

/** What kind of value follows: its type is in the lowest three bits. */
function tag(field: number, type: 0 | 1 | 2 | 5): number[] {
  return varint(field * 8 + type);
}

/** `int64` and enums, from 0 up. */
export function whole(field: number, value: number): Bytes {
  return [...tag(field, 0), ...varint(value)];
}

export function double(field: number, value: number): Bytes {
  return [...tag(field, 1), ...littleEndian(new Uint8Array(Float64Array.of(value).buffer), 8)];
}

export function float(field: number, value: number): Bytes {
  return [...tag(field, 5), ...littleEndian(new Uint8Array(Float32Array.of(value).buffer), 4)];
}

/** Text, messages, and lists of numbers that are packed. */
export function delimited(field: number, content: Bytes): Bytes {
  return message(tag(field, 2), varint(content.length), content);
}

export function text(field: number, value: string): Bytes {
  return delimited(field, new TextEncoder().encode(value));
}

export function doubles(field: number, values: Float64Array): Bytes {
  return delimited(field, littleEndian(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 8));
}

/** Fields one after the other. */
export function message(...fields: readonly Bytes[]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const field of fields) {
    bytes.set(field, at);
    at += field.length;
  }
  return bytes;
}

/** Files of a model in one: a process reads them with one copy, so that what it takes in memory is the loader's. */
import type { Files } from './mutate-files.ts';

export interface Packed {
  readonly index: number;
  readonly ownClass: boolean;
  /** Where the packed files lie. */
  readonly path: string;
  /** Name and length of each file, in order. */
  readonly lengths: readonly (readonly [name: string, length: number])[];
}

export function pack(files: Files): { bytes: Uint8Array; lengths: Packed['lengths'] } {
  return {
    bytes: Buffer.concat(Object.values(files)),
    lengths: Object.entries(files).map(([name, { length }]) => [name, length]),
  };
}

export function unpack(bytes: Uint8Array, lengths: Packed['lengths']): Files {
  let position = 0;
  return Object.fromEntries(
    lengths.map(([name, length]) => [name, bytes.subarray(position, (position += length))] as const),
  );
}

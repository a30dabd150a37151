/** Reads IDX, the format of MNIST: a magic number, big-endian sizes, then bytes. */
import { fail } from '@bernoulli/api/ir';

/** An array of bytes, row-major. */
export interface Idx {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/**
 * Reads an IDX file of unsigned bytes with exactly `rank` dimensions.
 *
 * @param at What messages call the file: its path.
 * @throws BernoulliError `FORMAT` for another kind of file, a size of 0, and too few or too many bytes.
 * @see http://yann.lecun.com/exdb/mnist/
 */
export function readIdx(bytes: Uint8Array, rank: number, at: string): Idx {
  const reject = (what: string, received: string): never => fail('FORMAT', { who: 'readIdx', at, what, received });
  const header = 4 + 4 * rank;
  if (bytes.length < header) reject(`the header must be ${header} bytes long`, `${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = 0x800 + rank;
  const found = view.getUint32(0);
  if (found !== magic)
    reject(`the file must start with ${hex(magic)}: unsigned bytes in ${rank} dimensions`, hex(found));

  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  if (shape.includes(0)) reject('every size must be at least 1', `[${shape.join(', ')}]`);
  const count = shape.reduce((product, n) => product * n, 1);
  const left = bytes.length - header;
  if (left < count)
    reject(`[${shape.join(', ')}] needs ${count} bytes after the header; the file is cut short`, `${left} bytes`);
  if (left > count)
    reject(`[${shape.join(', ')}] needs ${count} bytes after the header; the file goes on after them`, `${left} bytes`);
  return { shape, data: bytes.subarray(header) };
}

function hex(word: number): string {
  return `0x${word.toString(16).padStart(8, '0')}`;
}

/** Reads IDX, the format of MNIST: a magic number, big-endian sizes, then the values. */
import type { NumericArray } from '@bernoulli/api';
import { fail, printShape, readConfig } from '@bernoulli/api/ir';
import { unzipped } from '../source/gunzip.ts';
import { bytesOf, readFields, type ReadOptions, type Source } from '../source/source.ts';
import { byteSize } from './npy.ts';
import { isLittle, swapBytes } from './npy-dtypes.ts';

/** Values in row-major order, and their shape. */
export interface IdxArray {
  readonly data: NumericArray;
  readonly shape: readonly number[];
}

/** The third byte of a file says what its values are. */
const kinds: ReadonlyMap<number, { bytes: number; read: (buffer: ArrayBuffer) => NumericArray }> = new Map([
  [0x08, { bytes: 1, read: (buffer) => new Uint8Array(buffer) }],
  [0x09, { bytes: 1, read: (buffer) => new Int8Array(buffer) }],
  [0x0b, { bytes: 2, read: (buffer) => new Int16Array(buffer) }],
  [0x0c, { bytes: 4, read: (buffer) => new Int32Array(buffer) }],
  [0x0d, { bytes: 4, read: (buffer) => new Float32Array(buffer) }],
  [0x0e, { bytes: 8, read: (buffer) => new Float64Array(buffer) }],
]);

/**
 * The array of an IDX file, plain or compressed with gzip. Each type comes in the typed array of its size: unsigned bytes, as MNIST has, in a
 * `Uint8Array`. The size that the header states must be the file's.
 *
 * @throws BernoulliError `FORMAT` for another kind of file, and for too few or too many bytes; `FILE` for a source that cannot be read.
 * @see http://yann.lecun.com/exdb/mnist/
 * @example
 * ```ts
 * import { readIdx } from '@bernoulli/data';
 * // Two zeros, unsigned bytes, one axis, of three values; train-images-idx3-ubyte.gz is read in the same way.
 * const { data, shape } = await readIdx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 5, 0, 4));
 * [[...data], shape]; // => [[5, 0, 4], [3]]
 * ```
 */
export async function readIdx(source: Source, options: ReadOptions = {}): Promise<IdxArray> {
  const who = 'readIdx';
  const file = await bytesOf(who, source, readConfig(who, options, readFields));
  const bytes = await unzipped(file);
  const reject = (what: string, received: string): never => fail('FORMAT', { who, at: file.at, what, received });
  if (bytes.length < 4) reject('the file must start with four bytes that say what it holds', `${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = kinds.get(bytes[2]!);
  if (bytes[0] !== 0 || bytes[1] !== 0 || kind === undefined)
    return reject(
      'the file must start with two zeros and a type (0x08, 0x09, 0x0b, 0x0c, 0x0d or 0x0e)',
      `0x${view.getUint32(0).toString(16).padStart(8, '0')}`,
    );
  const rank = bytes[3]!;
  const start = 4 + 4 * rank;
  if (bytes.length < start) reject(`the header of ${rank} axes must be ${start} bytes long`, `${bytes.length} bytes`);
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const needed = byteSize(shape, kind.bytes);
  const left = bytes.length - start;
  if (needed !== left)
    reject(
      `${printShape(shape)} needs ${needed ?? 'more than 2^53'} bytes after the header; the file ${
        needed !== null && needed < left ? 'goes on after them' : 'is cut short'
      }`,
      `${left} bytes`,
    );
  const own = bytes.slice(start);
  if (isLittle) swapBytes(own, kind.bytes);
  return { data: kind.read(own.buffer), shape };
}

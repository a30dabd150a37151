/** Writes NPY, the format of `numpy.load`. */
import type { NumericArray, ShapedArray } from '@bernoulli/api';
import { fail, oneOf, optional, printShape, readConfig } from '@bernoulli/api/ir';
import { byteSize } from './npy.ts';
import { descrOf, isLittle, npyDTypes, swapBytes, type NpyDType } from './npy-dtypes.ts';

export interface WriteNpyOptions {
  /** The type of the elements in the file. Default: that of the array, as `float32` of a `Float32Array`; `float64` of an array of numbers. */
  readonly dtype?: NpyDType | undefined;
}

const fields = { dtype: optional(oneOf(Object.keys(npyDTypes) as NpyDType[])) };

/** What the library's own tensors call their types. */
const ours: Readonly<Record<string, NpyDType>> = { f32: 'float32', i32: 'int32', bool: 'bool' };

const byArray: Readonly<Record<string, NpyDType>> = {
  Float32Array: 'float32',
  Float64Array: 'float64',
  Int8Array: 'int8',
  Uint8Array: 'uint8',
  Uint8ClampedArray: 'uint8',
  Int16Array: 'int16',
  Uint16Array: 'uint16',
  Int32Array: 'int32',
  Uint32Array: 'uint32',
};

/**
 * An array as an NPY file, in format 1.0, little-endian and row-major: what `numpy.save` writes. A tensor as `getWeights` and `predict` give it
 * will do, and what `readNpy` gave is written in the type that it had.
 *
 * @throws BernoulliError `SHAPE` for values that do not fill their shape; `DATA` for a value that the type does not have, as 256 in `uint8`.
 * Floats are rounded to the nearest.
 * @example
 * ```ts
 * import { writeNpy } from '@bernoulli/data';
 * const bytes = writeNpy({ data: [0, 1, 1], shape: [3] }, { dtype: 'int64' }); // numpy.load("y.npy")
 * bytes.length; // => 152
 * ```
 */
export function writeNpy(
  array: NumericArray | (ShapedArray & { readonly dtype?: string | undefined }),
  options: WriteNpyOptions = {},
): Uint8Array {
  const who = 'writeNpy';
  const { data, shape, dtype: own } = ArrayBuffer.isView(array) ? flat(array) : array;
  if (!Array.isArray(shape) || data === undefined)
    fail('DATA', { who, what: 'the array must be typed, or { data, shape }', received: typeof array });
  const { dtype = natural(data, own) } = readConfig(who, options, fields);
  const { write, bytes } = npyDTypes[dtype];
  if (byteSize(shape, 1) !== data.length || !shape.every((n) => Number.isInteger(n) && n >= 0))
    fail('SHAPE', {
      who,
      what: `the values must fill their shape, ${printShape(shape)}`,
      received: `${data.length} values`,
    });
  const wrong = Array.isArray(data) ? data.findIndex((value) => typeof value !== 'number') : -1;
  const written = wrong < 0 ? write(data) : wrong;
  if (typeof written === 'number')
    return fail('DATA', { who, what: `element ${written} is no ${dtype}`, received: String(data[written]) });
  const header = headerOf(dtype, shape);
  const file = new Uint8Array(header.length + written.byteLength);
  file.set(header);
  file.set(new Uint8Array(written.buffer, written.byteOffset, written.byteLength), header.length);
  if (!isLittle) swapBytes(file.subarray(header.length), bytes);
  return file;
}

function flat(data: NumericArray): ShapedArray & { readonly dtype?: string } {
  return { data, shape: [data.length] };
}

function natural(data: ShapedArray['data'], own: string | undefined): NpyDType {
  if (own !== undefined && Object.hasOwn(npyDTypes, own)) return own as NpyDType;
  if (own !== undefined && Object.hasOwn(ours, own)) return ours[own]!;
  const [, kind = ''] = /^\[object (.*)\]$/.exec(Object.prototype.toString.call(data)) ?? [];
  if (kind === 'Array') return 'float64';
  return byArray[kind] ?? fail('DATA', { who: 'writeNpy', what: 'the values must be numbers', received: kind });
}

/** The elements begin at a multiple of this many bytes, so that a file can be mapped into memory. */
const ALIGNMENT = 64;

function headerOf(dtype: NpyDType, shape: readonly number[]): Uint8Array {
  const axes = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${descrOf(dtype)}', 'fortran_order': False, 'shape': ${axes}, }`;
  const length = Math.ceil((10 + text.length + 1) / ALIGNMENT) * ALIGNMENT - 10;
  const start = [0x93, ...[...'NUMPY'].map((letter) => letter.charCodeAt(0)), 1, 0, length & 0xff, length >> 8];
  return Uint8Array.from([...start, ...new TextEncoder().encode(`${text.padEnd(length - 1)}\n`)]);
}

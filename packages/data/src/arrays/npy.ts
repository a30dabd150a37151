/** Reads NPY, the format of `numpy.save`: one array in a file. */
import type { NumericArray } from '@bernoulli/api';
import { fail, printShape, readConfig } from '@bernoulli/api/ir';
import { bytesOf, readFields, type Bytes, type ReadOptions, type Source } from '../source/source.ts';
import { npyDTypes, readDescr, swapBytes, type NpyDType } from './npy-dtypes.ts';
import { readHeader } from './npy-header.ts';

/** An array as NumPy has it: values in row-major order, their shape, and the type that the file has them in. */
export interface NpyArray {
  readonly data: NumericArray;
  readonly shape: readonly number[];
  readonly dtype: NpyDType;
}

/**
 * The array of an NPY file, as `fit` and `predict` take it. Formats 1.0, 2.0 and 3.0, both orders of bytes, and Fortran's order of axes are
 * read; the values are copies, row-major, in memory of their own.
 *
 * Each type comes in the array of its name, `uint8` in a `Uint8Array`. Where JavaScript has none: `float16` in a `Float32Array`, `bool` as 0
 * and 1 in a `Uint8Array`, `int64` and `uint64` in a `Float64Array`, which holds every whole number up to 2⁵³; larger ones are refused.
 *
 * Nothing in the file is trusted or run: the header is parsed, and the size that it states must be the file's before memory is taken.
 * Python objects (pickles), texts, dates, complex numbers and records are refused.
 *
 * @throws BernoulliError `FORMAT` for what is no such file; `FILE` for a source that cannot be read.
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 * @example
 * ```ts
 * import { readNpy, writeNpy } from '@bernoulli/data';
 * const bytes = writeNpy({ data: Float32Array.of(1, 2, 3, 4), shape: [2, 2] });
 * const { data, shape, dtype } = await readNpy(bytes); // or await fetch(address), or a File
 * [data.length, shape, dtype]; // => [4, [2, 2], 'float32']
 * ```
 */
export async function readNpy(source: Source, options: ReadOptions = {}): Promise<NpyArray> {
  return decodeNpy(await bytesOf('readNpy', source, readConfig('readNpy', options, readFields)));
}

/** The same, of bytes at hand. */
export function decodeNpy(file: Pick<Bytes, 'who' | 'at' | 'bytes'>): NpyArray {
  const { who, at, bytes } = file;
  const { descr, fortranOrder, shape, start } = readHeader(file);
  const type = readDescr(descr);
  if (type === undefined)
    fail('FORMAT', {
      who,
      at,
      what: 'the type of the elements is not one that is read',
      received: descr,
      hint:
        descr.slice(1) === 'O'
          ? 'It holds Python objects, which only Python can make again: save an array of numbers'
          : `There are ${Object.keys(npyDTypes).join(', ')}`,
    });
  const { dtype, swapped } = type;
  const kind = npyDTypes[dtype];
  const needed = byteSize(shape, kind.bytes);
  const left = bytes.length - start;
  if (needed !== left)
    fail('FORMAT', {
      who,
      at,
      what: `${dtype} of shape ${printShape(shape)} takes ${needed ?? 'more than 2^53'} bytes after the header${
        needed !== null && needed < left ? '; the file goes on after them' : '; the file is cut short'
      }`,
      received: `${left} bytes`,
    });
  const own = bytes.slice(start);
  if (swapped) swapBytes(own, kind.bytes);
  const values = kind.read(own.buffer);
  if (typeof values === 'string') fail('FORMAT', { who, at, what: `not every element can be read: ${values}` });
  return { data: fortranOrder ? rowMajor(values, shape) : values, shape, dtype };
}

/** Bytes of an array, or `null` where a product on the way is too large to be exact, even if a later size is 0. */
export function byteSize(shape: readonly number[], each: number): number | null {
  let size = each;
  for (const n of shape) {
    size *= n;
    if (!Number.isSafeInteger(size)) return null;
  }
  return size;
}

/** Values whose first axis moves fastest, as values whose last axis does. */
function rowMajor(values: NumericArray, shape: readonly number[]): NumericArray {
  const out = values.slice();
  const steps = shape.map((_, axis) => shape.slice(0, axis).reduce((product, n) => product * n, 1));
  const place = shape.map(() => 0);
  let from = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = values[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place[axis]!++;
      from += steps[axis]!;
      if (place[axis]! < shape[axis]!) break;
      from -= steps[axis]! * shape[axis]!;
      place[axis] = 0;
    }
  }
  return out;
}

/** The three kinds of number a program may hold. There is no silent promotion between them. */
import { BernoulliError } from './errors.ts';

export type DType = 'f32' | 'i32' | 'bool';

/** What holds the elements of each dtype. A `bool` is a byte, 0 or 1. */
export interface ArrayOf {
  f32: Float32Array;
  i32: Int32Array;
  bool: Uint8Array;
}

export type TypedArray = ArrayOf[DType];

const constructors = { f32: Float32Array, i32: Int32Array, bool: Uint8Array } as const;

/**
 * A zeroed array of `length` elements of a dtype.
 *
 * @throws BernoulliError `BACKEND` where there is no memory for it.
 */
export function allocate<D extends DType>(dtype: D, length: number): ArrayOf[D] {
  try {
    return new constructors[dtype](length) as ArrayOf[D];
  } catch (cause) {
    const what = `out of memory: no room for ${length} elements of ${dtype}`;
    throw new BernoulliError('BACKEND', { who: 'allocate', what, hint: 'Use smaller batches' }, { cause });
  }
}

/** An array of a dtype that holds `values`, converted as typed arrays convert; any non-zero number is a true `bool`. */
export function arrayFrom<D extends DType>(dtype: D, values: ArrayLike<number>): ArrayOf[D] {
  const out = allocate(dtype, values.length);
  for (let i = 0; i < values.length; i++) out[i] = dtype === 'bool' ? (values[i] ? 1 : 0) : values[i]!;
  return out;
}

/**
 * What a cast from `f32` to `i32` makes of a number: its whole part, or the nearer end of the range where that does not fit,
 * and 0 for NaN (`i32.trunc_sat_f32_s` of WebAssembly).
 */
export function toI32(x: number): number {
  return Math.min(Math.max(Math.trunc(x), -(2 ** 31)), 2 ** 31 - 1) || 0;
}

/** The dtype a typed array is the home of, or `undefined` for any other array. */
export function dtypeOf(array: unknown): DType | undefined {
  if (array instanceof Float32Array) return 'f32';
  if (array instanceof Int32Array) return 'i32';
  if (array instanceof Uint8Array) return 'bool';
  return undefined;
}

/** Arrays as an engine in another language reads them: the bytes of their numbers, so that no bit is lost. */
import { fail, sizeOf, type DType, type TensorData } from '@bernoulli/api/ir';

/** Little-endian bytes of `f32` and `i32`, a byte of 0 or 1 for a `bool`, in base64. */
export interface WireArray {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: string;
}

const ARRAYS = { f32: Float32Array, i32: Int32Array, bool: Uint8Array } as const;

export function arrayToWire({ dtype, shape, data }: TensorData): WireArray {
  return { dtype, shape, bytes: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64') };
}

/** @throws BernoulliError `BACKEND` where it is no array: what its dtype and shape ought to be is for the cases to say. */
export function arrayFromWire(what: string, value: unknown): TensorData {
  const { dtype, shape, bytes } = (value ?? {}) as Partial<WireArray>;
  const isShape = Array.isArray(shape) && shape.every((n) => Number.isInteger(n) && n >= 0);
  if (typeof dtype !== 'string' || !Object.hasOwn(ARRAYS, dtype) || !isShape || typeof bytes !== 'string')
    return malformed(`${what} must be { dtype, shape, bytes }`, value);
  const array = ARRAYS[dtype as DType];
  const raw = Buffer.from(bytes, 'base64');
  const size = sizeOf(shape) * array.BYTES_PER_ELEMENT;
  if (raw.length !== size)
    return malformed(`${what} must have ${size} bytes for its shape`, `${raw.length} bytes, ${dtype}[${shape.join()}]`);
  if (dtype === 'bool' && raw.some((byte) => byte > 1)) return malformed(`${what} must have bytes of 0 and 1`, value);
  // A copy, as what Buffer gives may begin anywhere in an array of its own.
  return { dtype: dtype as DType, shape, data: new array(Uint8Array.from(raw).buffer) };
}

/** Fails with the beginning of what an engine said. */
export function malformed(what: string, received: unknown): never {
  const said = typeof received === 'string' ? received : (JSON.stringify(received) ?? String(received));
  return fail('BACKEND', { who: 'engine', what, received: said.slice(0, 200) });
}

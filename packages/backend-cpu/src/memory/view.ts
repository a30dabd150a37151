/** Values as typed arrays. */
import { sizeOf, type TensorType, type TypedArray } from '@bernoulli/api/ir';

const constructors = { f32: Float32Array, i32: Int32Array, bool: Uint8Array } as const;

/** A value on the heap. */
export function viewOf(buffer: ArrayBufferLike, address: number, { dtype, shape }: TensorType): TypedArray {
  return new constructors[dtype](buffer as ArrayBuffer, address, sizeOf(shape));
}

/** An array of its own, for an input that nothing reads. */
export function spareArray({ dtype, shape }: TensorType): TypedArray {
  return new constructors[dtype](sizeOf(shape));
}

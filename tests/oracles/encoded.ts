/** Arrays as the files hold them, and the same as data of a graph. */
import { arrayFrom, type DType, type Shape, type TensorData } from '@bernoulli/api/ir';

/** An array: row-major, its dtype in NumPy's words. */
export interface Encoded {
  readonly dtype: string;
  readonly shape: Shape;
  readonly data: readonly number[];
}

const dtypes: Readonly<Record<string, DType>> = {
  float16: 'f32',
  float32: 'f32',
  float64: 'f32',
  uint8: 'i32',
  int8: 'i32',
  int16: 'i32',
  int32: 'i32',
  int64: 'i32',
  bool: 'bool',
};

/** A bare number is a scalar. */
export function decode(value: Encoded | number): TensorData {
  if (typeof value === 'number') return { dtype: 'f32', shape: [], data: Float32Array.of(value) };
  const dtype = dtypes[value.dtype];
  if (dtype === undefined) throw new Error(`the oracle holds ${value.dtype}, which has no dtype here`);
  return { dtype, shape: value.shape, data: arrayFrom(dtype, value.data) };
}

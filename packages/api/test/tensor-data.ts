/** Small arrays with a shape, for tests. */
import type { TensorData } from '@bernoulli/api/ir';

export const f32 = (shape: number[], ...values: number[]): TensorData => ({
  dtype: 'f32',
  shape,
  data: Float32Array.from(values),
});
export const i32 = (shape: number[], ...values: number[]): TensorData => ({
  dtype: 'i32',
  shape,
  data: Int32Array.from(values),
});
export const bool = (shape: number[], ...values: number[]): TensorData => ({
  dtype: 'bool',
  shape,
  data: Uint8Array.from(values),
});

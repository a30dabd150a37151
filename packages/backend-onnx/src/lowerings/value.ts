/** A value of an ONNX graph while it is being written: its name there and its type with us. */
import type { DType, TensorType, TypedArray } from '@bernoulli/api/ir';
import { DataType } from '../proto/messages.ts';

/** An ONNX value by name. */
export interface Value extends TensorType {
  readonly name: string;
  /** The number itself, where the value is a constant of one element. */
  readonly scalar?: number;
}

/** What ONNX calls our dtypes. */
export const onnxType: { readonly [D in DType]: DataType } = {
  f32: DataType.FLOAT,
  i32: DataType.INT32,
  bool: DataType.BOOL,
};

/** What a constant of a file may be: values of ours, whole numbers as ONNX takes axes and shapes, and double precision. */
export type ConstantData = TypedArray | BigInt64Array | Float64Array;

/** The element type of a constant that an array holds; bytes are our `bool`. */
export function onnxTypeOf(data: ConstantData): DataType {
  if (data instanceof Float32Array) return DataType.FLOAT;
  if (data instanceof Float64Array) return DataType.DOUBLE;
  if (data instanceof Int32Array) return DataType.INT32;
  return data instanceof BigInt64Array ? DataType.INT64 : DataType.BOOL;
}

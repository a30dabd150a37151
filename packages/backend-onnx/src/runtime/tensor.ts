/** Our arrays as ORT's tensors, which read them where they are. */
import type { TensorType, TypedArray } from '@bernoulli/api/ir';
import type { Tensor } from 'onnxruntime-node';
import type { Runtime } from './find-runtime.ts';

const ortTypes = { f32: 'float32', i32: 'int32', bool: 'bool' } as const;

export function ortTensor(runtime: Runtime, { dtype, shape }: TensorType, data: TypedArray): Tensor {
  return new runtime.Tensor(ortTypes[dtype], data, shape);
}

/** The elements of a tensor of one of our dtypes. */
export function dataOf(tensor: Tensor): TypedArray {
  return tensor.data as TypedArray;
}

/** How much memory a value takes. */
import { sizeOf, type TensorType } from '@bernoulli/api/ir';

const width = { f32: 4, i32: 4, bool: 1 } as const;

export function bytesOf({ dtype, shape }: TensorType): number {
  return sizeOf(shape) * width[dtype];
}

/** How many bytes a value takes. */
import { sizeOf, type TensorType } from '@bernoulli/api/ir';

/** Bytes of an element. */
const WIDTH = { f32: 4, i32: 4, bool: 1 } as const;

export function bytesOf({ dtype, shape }: TensorType): number {
  return WIDTH[dtype] * sizeOf(shape);
}

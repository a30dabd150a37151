/** Which of the classes is that of a sample. */
import type { Tensor } from '../tracing/tensor.ts';

/** `bool [..., count]`: true at the class of the sample, nowhere for a class number outside the axis. */
export function isClass(classes: Tensor, count: number): Tensor {
  const position = Int32Array.from({ length: count }, (_, i) => i);
  return classes.reshape([...classes.shape, 1]).equal(classes.constant(position));
}

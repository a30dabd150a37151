/** The logistic function. */
import type { Tensor } from '../tensor.ts';

/** 1 / (1 + e^−x). */
export function sigmoid(x: Tensor): Tensor {
  return x.sigmoid();
}

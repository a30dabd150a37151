/** The logistic function. */
import type { Tensor } from '../tracing/tensor.ts';

/** 1 / (1 + e^−x). */
export function sigmoid(x: Tensor): Tensor {
  return x.sigmoid();
}

/** The Euclidean norm along axes, and the guard for dividing by it. */
import type { Tensor } from '../tracing/tensor.ts';

/** Added to a norm that divides. It shrinks weights inside a bound too, by about 1e-7 / norm per step. */
export const EPSILON = 1e-7;

/** √Σw² over the axes, which stay with size 1. */
export function normAlong(w: Tensor, axes: number | readonly number[]): Tensor {
  return w.square().sum(axes, true).sqrt();
}

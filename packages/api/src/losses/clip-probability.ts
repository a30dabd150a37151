/** Keeps probabilities where their logarithm is finite. */
import type { Tensor } from '../tracing/tensor.ts';

/** How far probabilities stay from 0 and 1. */
export const EPSILON = 1e-7;

/** p moved into [1e-7, 1 − 1e-7], the bounds as `f32` numbers; where it had to be moved, no gradient flows. */
export function clipProbability(p: Tensor): Tensor {
  return p.clip(EPSILON, 1 - EPSILON);
}

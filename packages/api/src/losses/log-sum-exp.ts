/** Sums of numbers that are known by their logarithms. */
import type { Tensor } from '../tracing/tensor.ts';

/** Stands for log 0 where −∞ would make NaN of a gradient: its exponential beside any other is 0. */
export const LOG_ZERO = -1e30;

/** log Σ eˣ over the last axis, which goes away, computed after subtracting the largest element. */
export function logSumExp(x: Tensor): Tensor {
  const top = x.stopGradient().max(-1, true);
  return x
    .sub(top)
    .exp()
    .sum(-1)
    .log()
    .add(top.reshape(top.shape.slice(0, -1)));
}

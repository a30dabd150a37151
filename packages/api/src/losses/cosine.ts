/** The cosine of the angle between vectors. */
import type { Tensor } from '../tracing/tensor.ts';
import { EPSILON } from './clip-probability.ts';

/** Σ (a/‖a‖)·(b/‖b‖) over an axis, which goes away. Norms below 1e-7 count as 1e-7, so zeros give 0 and no NaN. */
export function cosine(a: Tensor, b: Tensor, axis: number): Tensor {
  return unit(a, axis).mul(unit(b, axis)).sum(axis);
}

/** Vectors along an axis, or along several at once, at length 1. */
export function unit(x: Tensor, axis: number | readonly number[]): Tensor {
  // The bound stands inside the root, whose slope at 0 is infinite.
  return x.div(
    x
      .square()
      .sum(axis, true)
      .maximum(EPSILON ** 2)
      .sqrt(),
  );
}

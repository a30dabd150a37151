/** The law of uniform noise. */
import type { Tensor } from '../tracing/tensor.ts';

/** log Π 1, the density of independent numbers of [0, 1): 0 there, and −∞ elsewhere. */
export function uniformLogDensity(u: Tensor): Tensor {
  return u.greaterEqual(0).and(u.less(1)).cast('f32').log().sum();
}

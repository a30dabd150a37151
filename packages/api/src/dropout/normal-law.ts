/** The law of standard normal noise. */
import type { Tensor } from '../tracing/tensor.ts';

/** log Π φ(z), the density of independent standard normal numbers. */
export function normalLogDensity(z: Tensor): Tensor {
  return z
    .square()
    .add(Math.log(2 * Math.PI))
    .div(-2)
    .sum();
}

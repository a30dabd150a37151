/** A smooth rectifier that dips below 0. */
import type { Tensor } from '../tracing/tensor.ts';
import { softplus } from './softplus.ts';

/** x · tanh(log(1 + eˣ)). Source: D. Misra, arXiv:1908.08681. */
export function mish(x: Tensor): Tensor {
  return x.mul(softplus(x).tanh());
}

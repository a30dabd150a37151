/** The smooth rectifier. */
import type { Tensor } from '../tracing/tensor.ts';

/**
 * log(1 + eˣ), in the form max(x, 0) + log(1 + e^−|x|), which does not overflow.
 * Source: C. Dugas et al., "Incorporating second-order functional knowledge for better option pricing" (NIPS 2000).
 */
export function softplus(x: Tensor): Tensor {
  return x.maximum(0).add(softplusTail(x));
}

/**
 * log(1 + e^−|x|), what {@link softplus} is above max(x, 0). −|x| is written as the lesser of −x and x, whose gradient at 0
 * makes that of the sum 1/2; and far below 0 the gradient eˣ/(1 + eˣ) keeps all of its digits.
 */
export function softplusTail(x: Tensor): Tensor {
  return x.neg().minimum(x).exp().log1p();
}

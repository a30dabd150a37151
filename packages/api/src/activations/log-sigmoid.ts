/** The logarithm of the logistic function. */
import type { Tensor } from '../tracing/tensor.ts';
import { softplus } from './softplus.ts';

/**
 * log(1 / (1 + e^−x)) = −softplus(−x), which never underflows.
 *
 * @example
 * ```ts
 * import { activationName, activations } from '@bernoulli/api';
 * activationName(activations.logSigmoid); // => 'logSigmoid'
 * ```
 */
export function logSigmoid(x: Tensor): Tensor {
  return softplus(x.neg()).neg();
}

/** The silu with a sigmoid of straight lines, also called hard swish. */
import type { Tensor } from '../tracing/tensor.ts';
import { hardSigmoid } from './hard-sigmoid.ts';

/**
 * x · hardSigmoid(x). Source: A. Howard et al., "Searching for MobileNetV3", arXiv:1905.02244.
 *
 * @example
 * ```ts
 * import { activationName, activations } from '@bernoulli/api';
 * activationName(activations.hardSilu); // => 'hardSilu'
 * ```
 */
export function hardSilu(x: Tensor): Tensor {
  return x.mul(hardSigmoid(x));
}

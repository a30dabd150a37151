/** The self-normalising exponential linear unit. */
import type { Tensor } from '../tracing/tensor.ts';
import { elu } from './elu.ts';

/** α of SELU. */
export const ALPHA = 1.6732632423543772;
/** λ of SELU. */
export const SCALE = 1.0507009873554805;

/**
 * λ·x above 0, λ·α·(eˣ − 1) from 0 down, with the λ and α for which mean 0 and variance 1 are kept from layer to layer.
 * Source: G. Klambauer et al., "Self-normalizing neural networks" (NeurIPS 2017).
 */
export function selu(x: Tensor): Tensor {
  return elu(x, { alpha: ALPHA }).mul(SCALE);
}

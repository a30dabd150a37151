/** The Gaussian error linear unit. */
import { flag, readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';

export interface GeluConfig {
  /** The form with tanh instead of erf, off by at most 5e-4. Default `false`. */
  readonly approximate?: boolean;
}

/**
 * x · Φ(x), with Φ the distribution function of the normal law; approximately x/2 · (1 + tanh(√(2/π)·(x + 0.044715 x³))).
 * Source: D. Hendrycks, K. Gimpel, arXiv:1606.08415.
 */
export function gelu(x: Tensor, config: GeluConfig = {}): Tensor {
  const { approximate } = readConfig('gelu', config, { approximate: flag(false) });
  const twice = approximate
    ? x
        .square()
        .mul(0.044715)
        .add(1)
        .mul(x)
        .mul(Math.sqrt(2 / Math.PI))
        .tanh()
        .add(1)
    : x.mul(Math.SQRT1_2).erf().add(1);
  return x.mul(0.5).mul(twice);
}

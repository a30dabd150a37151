/** A smooth rectifier without an exponential. */
import { positive, readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';

export interface SquareplusConfig {
  /** b > 0: how round the corner is. Default 4. */
  readonly b?: number;
}

/**
 * (x + √(x² + b)) / 2, in the form (x + |x|)/2 + b / (2·(√(x² + b) + |x|)), which loses nothing below 0.
 * Source: J. Barron, arXiv:2112.11687.
 *
 * @example
 * ```ts
 * import { activationName, activations } from '@bernoulli/api';
 * activationName(activations.squareplus); // => 'squareplus'
 * ```
 */
export function squareplus(x: Tensor, config: SquareplusConfig = {}): Tensor {
  const { b } = readConfig('squareplus', config, { b: positive(4) });
  const size = x.abs();
  const root = x.square().add(b).sqrt();
  return x
    .add(size)
    .mul(0.5)
    .add(root.add(size).divInto(b / 2));
}

/** The gated linear unit: one half opens and closes the other. */
import { integer, readConfig } from '../ir/config/index.ts';
import { fail, printShape, resolveAxis } from '../ir/index.ts';
import type { Tensor } from '../tracing/tensor.ts';

export interface GluConfig {
  /** The axis that is halved. Default −1, the last. */
  readonly axis?: number;
}

/**
 * a · sigmoid(b) for the halves a and b of x along an axis, which becomes half as long.
 * Source: Y. Dauphin et al., arXiv:1612.08083.
 *
 * @throws BernoulliError `SHAPE` for an axis of odd size.
 *
 * @example
 * ```ts
 * import { activations, Tensor } from '@bernoulli/api';
 * import { GraphBuilder } from '@bernoulli/api/ir';
 * const b = new GraphBuilder();
 * const x = new Tensor(b, b.input('x', 'f32', [2, 6]));
 * activations.glu(x).shape; // => [2, 3]
 * ```
 */
export function glu(x: Tensor, config: GluConfig = {}): Tensor {
  const { axis } = readConfig('glu', config, { axis: integer(-1) });
  const at = resolveAxis(axis, x.rank, 'glu');
  const half = x.shape[at]! / 2;
  if (!Number.isInteger(half))
    fail('SHAPE', { who: 'glu', what: `axis ${axis} must be of even size`, received: printShape(x.shape) });
  const sizes = x.shape.map((n, i) => (i === at ? half : n));
  const part = (start: number): Tensor => {
    const starts = sizes.map((_, i) => (i === at ? start : 0));
    return x.slice(starts, sizes);
  };
  return part(0).mul(part(half).sigmoid());
}

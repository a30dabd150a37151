/** No weight below 0. */
import { readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import type { Constraint } from './constraint.ts';

/**
 * max(w, 0).
 *
 * @throws BernoulliError `CONFIG` for any setting: there are none.
 * @example
 * ```ts
 * import { NonNeg } from '@bernoulli/api';
 * new NonNeg().getConfig(); // => {}
 * ```
 */
export class NonNeg implements Constraint {
  readonly className = 'NonNeg';
  readonly staysFinite = true;

  constructor(config: Readonly<Record<never, never>> = {}) {
    readConfig('NonNeg', config, {});
  }

  apply(w: Tensor): Tensor {
    return w.maximum(0);
  }

  getConfig(): Record<string, unknown> {
    return {};
  }
}

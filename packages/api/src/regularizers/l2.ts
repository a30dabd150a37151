/** A price on squared size. */
import { atLeast, plainConfig, readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import type { Regularizer } from './regularizer.ts';

export interface L2Config {
  /** Price of w², at least 0. Default 0.01. */
  readonly l2?: number;
}

const fields = { l2: atLeast(0, 0.01) };

/**
 * l2 · Σw², without a factor ½: its gradient is 2·l2·w. Source: A. Hoerl, R. Kennard, "Ridge regression" (1970).
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting.
 * @example
 * ```ts
 * import { L2 } from '@bernoulli/api';
 * new L2({ l2: 1e-4 }).getConfig(); // => { l2: 0.0001 }
 * ```
 */
export class L2 implements Regularizer {
  readonly className = 'L2';
  readonly l2: number;

  constructor(config: L2Config = {}) {
    this.l2 = readConfig('L2', config, fields).l2;
  }

  penalty(w: Tensor): Tensor {
    return w.square().sum().mul(this.l2);
  }

  getConfig(): Record<string, unknown> {
    return plainConfig(fields, this);
  }
}

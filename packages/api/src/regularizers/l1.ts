/** A price on size. */
import { atLeast, plainConfig, readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import type { Regularizer } from './regularizer.ts';

export interface L1Config {
  /** Price of |w|, at least 0. Default 0.01. */
  readonly l1?: number;
}

const fields = { l1: atLeast(0, 0.01) };

/**
 * l1 · Σ|w|, which drives weights to exactly 0. Source: R. Tibshirani, "Regression shrinkage and selection via the lasso" (1996).
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting.
 * @example
 * ```ts
 * import { L1 } from '@bernoulli/api';
 * new L1().getConfig(); // => { l1: 0.01 }
 * ```
 */
export class L1 implements Regularizer {
  readonly className = 'L1';
  readonly l1: number;

  constructor(config: L1Config = {}) {
    this.l1 = readConfig('L1', config, fields).l1;
  }

  penalty(w: Tensor): Tensor {
    return w.abs().sum().mul(this.l1);
  }

  getConfig(): Record<string, unknown> {
    return plainConfig(fields, this);
  }
}

/** Two prices at once: on size and on squared size. */
import { atLeast, plainConfig, readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import type { Regularizer } from './regularizer.ts';

export interface L1L2Config {
  /** Price of |w|, at least 0. Default 0. */
  readonly l1?: number;
  /** Price of w², at least 0. Default 0. */
  readonly l2?: number;
}

const fields = { l1: atLeast(0, 0), l2: atLeast(0, 0) };

/**
 * l1 · Σ|w| + l2 · Σw². Source: H. Zou, T. Hastie, "Regularization and variable selection via the elastic net" (2005).
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting.
 * @example
 * ```ts
 * import { L1L2 } from '@bernoulli/api';
 * new L1L2({ l2: 0.1 }).getConfig(); // => { l1: 0, l2: 0.1 }
 * ```
 */
export class L1L2 implements Regularizer {
  readonly className = 'L1L2';
  readonly l1: number;
  readonly l2: number;

  constructor(config: L1L2Config = {}) {
    ({ l1: this.l1, l2: this.l2 } = readConfig('L1L2', config, fields));
  }

  penalty(w: Tensor): Tensor {
    const terms = [];
    if (this.l1 > 0) terms.push(w.abs().sum().mul(this.l1));
    if (this.l2 > 0) terms.push(w.square().sum().mul(this.l2));
    const [first = w.constant(Float32Array.of(0), []), second] = terms;
    return second === undefined ? first : first.add(second);
  }

  getConfig(): Record<string, unknown> {
    return plainConfig(fields, this);
  }
}

/** A ceiling on the norm of each unit's weights. */
import { atLeast, axes, plainConfig, readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import type { Constraint } from './constraint.ts';
import { EPSILON, normAlong } from './norm.ts';

export interface MaxNormConfig {
  /** The largest norm, at least 0. Default 2. */
  readonly maxValue?: number;
  /** The axis, or axes, over which the norm is taken: 0 for the inputs of each unit of a dense kernel. Default 0. */
  readonly axis?: number | readonly number[];
}

const fields = { maxValue: atLeast(0, 2), axis: axes(0) };

/**
 * w · min(‖w‖, c) / (‖w‖ + 1e-7), the norm over the axis.
 * Source: N. Srivastava et al., "Dropout" (JMLR 2014), section 5.1.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting.
 * @example
 * ```ts
 * import { MaxNorm } from '@bernoulli/api';
 * new MaxNorm({ maxValue: 3 }).getConfig(); // => { maxValue: 3, axis: 0 }
 * ```
 */
export class MaxNorm implements Constraint {
  readonly className = 'MaxNorm';
  readonly staysFinite = true;
  readonly maxValue: number;
  readonly axis: number | readonly number[];

  constructor(config: MaxNormConfig = {}) {
    ({ maxValue: this.maxValue, axis: this.axis } = readConfig('MaxNorm', config, fields));
  }

  apply(w: Tensor): Tensor {
    const norm = normAlong(w, this.axis);
    return w.mul(norm.minimum(this.maxValue).div(norm.add(EPSILON)));
  }

  getConfig(): Record<string, unknown> {
    return plainConfig(fields, this);
  }
}

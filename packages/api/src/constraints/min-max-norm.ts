/** A floor and a ceiling on the norm of each unit's weights. */
import { atLeast, axes, plainConfig, rate, readConfig } from '../ir/config/index.ts';
import { fail } from '../ir/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import type { Constraint } from './constraint.ts';
import { EPSILON, normAlong } from './norm.ts';

export interface MinMaxNormConfig {
  /** The smallest norm, at least 0. Default 0. */
  readonly minValue?: number;
  /** The largest norm, at least `minValue`. Default 1. */
  readonly maxValue?: number;
  /** How far to go towards the bound in one step, in [0, 1]. Default 1: all the way. */
  readonly rate?: number;
  /** The axis, or axes, over which the norm is taken. Default 0. */
  readonly axis?: number | readonly number[];
}

const fields = { minValue: atLeast(0, 0), maxValue: atLeast(0, 1), rate: rate(1), axis: axes(0) };

/**
 * w · (r·clip(‖w‖, low, high) + (1 − r)·‖w‖) / (‖w‖ + 1e-7), the norm over the axis, r the rate.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting, and for a floor above the ceiling.
 * @example
 * ```ts
 * import { MinMaxNorm } from '@bernoulli/api';
 * new MinMaxNorm({ minValue: 0.5 }).maxValue; // => 1
 * ```
 */
export class MinMaxNorm implements Constraint {
  readonly className = 'MinMaxNorm';
  readonly staysFinite = true;
  readonly minValue: number;
  readonly maxValue: number;
  readonly rate: number;
  readonly axis: number | readonly number[];

  constructor(config: MinMaxNormConfig = {}) {
    ({
      minValue: this.minValue,
      maxValue: this.maxValue,
      rate: this.rate,
      axis: this.axis,
    } = readConfig('MinMaxNorm', config, fields));
    if (this.minValue > this.maxValue)
      fail('CONFIG', {
        who: 'MinMaxNorm',
        what: `minValue must be at most maxValue, ${this.maxValue}`,
        received: this.minValue,
      });
  }

  apply(w: Tensor): Tensor {
    const norm = normAlong(w, this.axis);
    const bounded = norm.clip(this.minValue, this.maxValue);
    const wanted = this.rate === 1 ? bounded : bounded.mul(this.rate).add(norm.mul(1 - this.rate));
    return w.mul(wanted.div(norm.add(EPSILON)));
  }

  getConfig(): Record<string, unknown> {
    return plainConfig(fields, this);
  }
}

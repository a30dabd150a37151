/** Norm 1 for each unit's weights. */
import { axes, readConfig } from '../config/read-config.ts';
import type { Tensor } from '../tracing/tensor.ts';
import type { Constraint } from './constraint.ts';
import { EPSILON, normAlong } from './norm.ts';

export interface UnitNormConfig {
  /** The axis, or axes, over which the norm is taken. Default 0. */
  readonly axis?: number | readonly number[];
}

/**
 * w / (‖w‖ + 1e-7), the norm over the axis.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting.
 * @example
 * ```ts
 * import { UnitNorm } from '@bernoulli/api';
 * new UnitNorm({ axis: [0, 1] }).axis; // => [0, 1]
 * ```
 */
export class UnitNorm implements Constraint {
  readonly className = 'UnitNorm';
  readonly axis: number | readonly number[];

  constructor(config: UnitNormConfig = {}) {
    this.axis = readConfig('UnitNorm', config, { axis: axes(0) }).axis;
  }

  apply(w: Tensor): Tensor {
    return w.div(normAlong(w, this.axis).add(EPSILON));
  }

  getConfig(): Record<string, unknown> {
    return { axis: this.axis };
  }
}

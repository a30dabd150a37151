/** Norm 1 for each unit's weights. */
import { axes, plainConfig, readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import type { Constraint } from './constraint.ts';
import { EPSILON, normAlong } from './norm.ts';

export interface UnitNormConfig {
  /** The axis, or axes, over which the norm is taken. Default 0. */
  readonly axis?: number | readonly number[];
}

const fields = { axis: axes(0) };

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
  readonly staysFinite = true;
  readonly axis: number | readonly number[];

  constructor(config: UnitNormConfig = {}) {
    this.axis = readConfig('UnitNorm', config, fields).axis;
  }

  apply(w: Tensor): Tensor {
    return w.div(normAlong(w, this.axis).add(EPSILON));
  }

  getConfig(): Record<string, unknown> {
    return plainConfig(fields, this);
  }
}

/** Squares for small errors, sizes for large ones. */
import { positive, readConfig } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { ElementLoss } from './element-loss.ts';
import type { LossConfig } from './loss.ts';
import { commonFields } from './reduced-loss.ts';

export interface HuberConfig extends LossConfig {
  /** δ > 0, where the parabola goes over into a line. Default 1. */
  readonly delta?: number;
}

const fields = { delta: positive(1), ...commonFields('huberLoss') };

/**
 * Of each sample, the mean over the last axis of d² / 2 where |d| ≤ δ and δ·|d| − δ² / 2 elsewhere, for d = ŷ − y.
 * Source: P. Huber, "Robust estimation of a location parameter" (1964).
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` when labels and prediction do not fit.
 * @example
 * ```ts
 * import { losses } from '@bernoulli/api';
 * new losses.Huber({ delta: 0.5 }).delta; // => 0.5
 * ```
 */
export class Huber extends ElementLoss {
  readonly className = 'Huber';
  readonly delta: number;

  constructor(config: HuberConfig = {}) {
    const values = readConfig('Huber', config, fields);
    super(values, fields);
    this.delta = values.delta;
  }

  protected element(y: Tensor, p: Tensor): Tensor {
    const d = p.sub(y);
    const size = d.abs();
    const line = size.mul(this.delta).sub(this.delta ** 2 / 2);
    return d.square().mul(0.5).where(size.lessEqual(this.delta), line);
  }
}

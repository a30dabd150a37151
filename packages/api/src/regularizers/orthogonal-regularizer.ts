/** A price on vectors that point the same way. */
import { atLeast, oneOf, plainConfig, readConfig } from '../ir/config/index.ts';
import { fail, printShape } from '../ir/index.ts';
import { unit as unitVectors } from '../losses/cosine.ts';
import type { Tensor } from '../tracing/tensor.ts';
import type { Regularizer } from './regularizer.ts';

export interface OrthogonalRegularizerConfig {
  /** The price, at least 0. Default 0.01. */
  readonly factor?: number;
  /** Which vectors of a matrix are held apart. Default `rows`. */
  readonly mode?: 'rows' | 'columns';
}

const fields = { factor: atLeast(0, 0.01), mode: oneOf(['rows', 'columns'], 'rows') };

/**
 * factor times the mean of |cos| over all pairs of rows, or of columns, of a matrix; 0 for a single one.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` for a weight that is no matrix.
 * @example
 * ```ts
 * import { OrthogonalRegularizer } from '@bernoulli/api';
 * new OrthogonalRegularizer({ mode: 'columns' }).getConfig(); // => { factor: 0.01, mode: 'columns' }
 * ```
 */
export class OrthogonalRegularizer implements Regularizer {
  readonly className = 'OrthogonalRegularizer';
  readonly factor: number;
  readonly mode: 'rows' | 'columns';

  constructor(config: OrthogonalRegularizerConfig = {}) {
    ({ factor: this.factor, mode: this.mode } = readConfig('OrthogonalRegularizer', config, fields));
  }

  penalty(w: Tensor): Tensor {
    if (w.rank !== 2)
      fail('SHAPE', { who: this.className, what: 'the weight must be a matrix', received: printShape(w.shape) });
    const byRow = this.mode === 'rows';
    const count = w.shape[byRow ? 0 : 1]!;
    const unit = unitVectors(w, byRow ? 1 : 0);
    const cosines = unit.matMul(unit, byRow ? { transposeB: true } : { transposeA: true });
    const others = Float32Array.from({ length: count * count }, (_, i) => Number(i % (count + 1) !== 0));
    const pairs = Math.max(1, (count * (count - 1)) / 2);
    return cosines
      .mul(w.constant(others, [count, count]))
      .abs()
      .sum()
      .mul((0.5 * this.factor) / pairs);
  }

  getConfig(): Record<string, unknown> {
    return plainConfig(fields, this);
  }
}

/** The mean of several inputs. */
import type { Tensor } from '../../tracing/tensor.ts';
import { Merge, type MergeConfig } from './merge.ts';

export type AverageConfig = MergeConfig;

/**
 * (x₀ + x₁ + …) / n, for two or more inputs whose shapes broadcast.
 *
 * @throws BernoulliError `CONFIG` for fewer than two inputs; `SHAPE` when they do not broadcast.
 * @example
 * ```ts
 * import { Average } from '@bernoulli/api';
 * new Average().className; // => 'Average'
 * ```
 */
export class Average extends Merge {
  readonly className = 'Average';

  constructor(config: AverageConfig = {}) {
    super('Average', config);
  }

  protected merge(inputs: readonly Tensor[]): Tensor {
    return inputs.reduce((sum, x) => sum.add(x)).div(inputs.length);
  }
}

/** The sum of several inputs: the end of a residual branch. */
import type { Tensor } from '../../tracing/tensor.ts';
import { Merge, type MergeConfig } from './merge.ts';

export type AddConfig = MergeConfig;

/**
 * x₀ + x₁ + …, for two or more inputs whose shapes broadcast.
 *
 * @throws BernoulliError `CONFIG` for fewer than two inputs; `SHAPE` when they do not broadcast.
 * @example
 * ```ts
 * import { Add } from '@bernoulli/api';
 * new Add().className; // => 'Add'
 * ```
 */
export class Add extends Merge {
  readonly className = 'Add';

  constructor(config: AddConfig = {}) {
    super('Add', config);
  }

  protected merge(inputs: readonly Tensor[]): Tensor {
    return inputs.reduce((sum, x) => sum.add(x));
  }
}

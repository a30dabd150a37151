/** The largest of several inputs. */
import type { Tensor } from '../../tracing/tensor.ts';
import { larger } from './larger.ts';
import { Merge, type MergeConfig } from './merge.ts';

export type MaximumConfig = MergeConfig;

/**
 * max(x₀, x₁, …), element by element, for two or more inputs whose shapes broadcast. Where inputs are equal they share
 * the gradient.
 *
 * @throws BernoulliError `CONFIG` for fewer than two inputs; `SHAPE` when they do not broadcast.
 * @example
 * ```ts
 * import { Maximum } from '@bernoulli/api';
 * new Maximum().className; // => 'Maximum'
 * ```
 */
export class Maximum extends Merge {
  readonly className = 'Maximum';

  constructor(config: MaximumConfig = {}) {
    super('Maximum', config);
  }

  protected merge(inputs: readonly Tensor[]): Tensor {
    return inputs.reduce((most, x) => larger(most, x));
  }
}

/** The smallest of several inputs. */
import type { Tensor } from '../../tracing/tensor.ts';
import { larger } from './larger.ts';
import { Merge, type MergeConfig } from './merge.ts';

export type MinimumConfig = MergeConfig;

/**
 * min(x₀, x₁, …), element by element, for two or more inputs whose shapes broadcast. Where inputs are equal they share
 * the gradient.
 *
 * @throws BernoulliError `CONFIG` for fewer than two inputs; `SHAPE` when they do not broadcast.
 * @example
 * ```ts
 * import { Minimum } from '@bernoulli/api';
 * new Minimum().className; // => 'Minimum'
 * ```
 */
export class Minimum extends Merge {
  readonly className = 'Minimum';

  constructor(config: MinimumConfig = {}) {
    super('Minimum', config);
  }

  protected merge(inputs: readonly Tensor[]): Tensor {
    return inputs.reduce((least, x) => larger(least.neg(), x.neg()).neg());
  }
}

/** The product of several inputs. */
import type { Tensor } from '../../tracing/tensor.ts';
import { Merge, type MergeConfig } from './merge.ts';

export type MultiplyConfig = MergeConfig;

/**
 * x₀ · x₁ · …, element by element, for two or more inputs whose shapes broadcast.
 *
 * @throws BernoulliError `CONFIG` for fewer than two inputs; `SHAPE` when they do not broadcast.
 * @example
 * ```ts
 * import { Multiply } from '@bernoulli/api';
 * new Multiply().className; // => 'Multiply'
 * ```
 */
export class Multiply extends Merge {
  readonly className = 'Multiply';

  constructor(config: MultiplyConfig = {}) {
    super('Multiply', config);
  }

  protected merge(inputs: readonly Tensor[]): Tensor {
    return inputs.reduce((product, x) => product.mul(x));
  }
}

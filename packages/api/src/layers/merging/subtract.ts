/** One input less another. */
import type { Tensor } from '../../tracing/tensor.ts';
import { Merge, type MergeConfig } from './merge.ts';

export type SubtractConfig = MergeConfig;

/**
 * x₀ − x₁, for two inputs whose shapes broadcast.
 *
 * @throws BernoulliError `CONFIG` for another number of inputs than two; `SHAPE` when they do not broadcast.
 * @example
 * ```ts
 * import { Subtract } from '@bernoulli/api';
 * new Subtract().className; // => 'Subtract'
 * ```
 */
export class Subtract extends Merge {
  readonly className = 'Subtract';
  protected override readonly most = 2;

  constructor(config: SubtractConfig = {}) {
    super('Subtract', config);
  }

  protected merge(inputs: readonly Tensor[]): Tensor {
    return inputs[0]!.sub(inputs[1]!);
  }
}

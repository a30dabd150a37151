/** The axes of each row in another order. */
import { fail, field, name, plainConfig, printShape, readConfig, required, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';

export interface PermuteConfig {
  /** Axes of the input in the order of the output, counted from 1: `[2, 1]` swaps the first two. */
  readonly dims: readonly number[];
  readonly name?: string | undefined;
}

const fields = {
  dims: required(
    field<readonly number[]>(
      'be the whole numbers from 1 up, each once',
      (x) => Array.isArray(x) && x.length > 0 && [...x].sort((a, b) => a - b).every((n, i) => n === i + 1),
    ),
  ),
  name: name(),
};

/**
 * `[batch, a, b, …]` with the axes after the batch in the order of `dims`.
 *
 * @throws BernoulliError `CONFIG` for dims that are no order; `SHAPE` for an input with another number of axes.
 * @example
 * ```ts
 * import { Permute } from '@bernoulli/api';
 * new Permute({ dims: [2, 1] }).getConfig(); // => { dims: [2, 1] }
 * ```
 */
export class Permute extends Layer {
  readonly className = 'Permute';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: PermuteConfig) {
    super();
    this.#config = readConfig('Permute', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    const { dims } = this.#config;
    if (x.rank !== dims.length + 1)
      fail('SHAPE', {
        who: 'Permute',
        what: `needs ${dims.length} axes after the batch`,
        received: printShape(x.shape),
      });
    return x.transpose([0, ...dims]);
  }
}

/** The sum of several inputs: the end of a residual branch. */
import { fail, name, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';

export interface AddConfig {
  readonly name?: string | undefined;
}

const fields = { name: name() };

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
export class Add extends Layer {
  readonly className = 'Add';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: AddConfig = {}) {
    super();
    this.#config = readConfig('Add', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(...inputs: Tensor[]): Tensor {
    if (inputs.length < 2) fail('CONFIG', { who: 'Add', what: 'needs two or more inputs', received: inputs.length });
    return inputs.reduce((sum, x) => sum.add(x));
  }
}

/** All axes but the batch as one. */
import { name, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';

export interface FlattenConfig {
  readonly name?: string | undefined;
}

const fields = { name: name() };

/**
 * `[batch, a, b, …]` to `[batch, a·b·…]`.
 *
 * @example
 * ```ts
 * import { Flatten } from '@bernoulli/api';
 * new Flatten().getConfig(); // => {}
 * ```
 */
export class Flatten extends Layer {
  readonly className = 'Flatten';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: FlattenConfig = {}) {
    super();
    this.#config = readConfig('Flatten', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    return x.reshape([x.shape[0]!, null]);
  }
}

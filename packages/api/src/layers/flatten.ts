/** All axes but the batch as one. */
import { checkKeys } from '../config/read-config.ts';
import { Layer, type PlainConfig } from '../tracing/layer.ts';
import type { Tensor } from '../tracing/tensor.ts';

export interface FlattenConfig {
  readonly name?: string | undefined;
}

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
  readonly #config: FlattenConfig;

  constructor(config: FlattenConfig = {}) {
    super();
    checkKeys('Flatten', config, ['name']);
    this.#config = config;
  }

  getConfig(): PlainConfig {
    return { ...this.#config };
  }

  call(x: Tensor): Tensor {
    return x.reshape([x.shape[0]!, x.shape.slice(1).reduce((n, size) => n * size, 1)]);
  }
}

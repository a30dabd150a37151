/** The largest value of each channel over all places. */
import { flag, name, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { placesOf } from '../places.ts';

export interface GlobalMaxPooling2DConfig {
  /** True keeps axes of size 1 in the place of those that go. Default false. */
  readonly keepdims?: boolean | undefined;
  readonly name?: string | undefined;
}

const fields = { keepdims: flag(false), name: name() };

/**
 * `[batch, height, width, channels]` to `[batch, channels]`: the largest value of each channel.
 *
 * @throws BernoulliError `SHAPE` for an input with another number of axes.
 * @example
 * ```ts
 * import { GlobalMaxPooling2D } from '@bernoulli/api';
 * new GlobalMaxPooling2D().getConfig(); // => { keepdims: false }
 * ```
 */
export class GlobalMaxPooling2D extends Layer {
  readonly className = 'GlobalMaxPooling2D';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: GlobalMaxPooling2DConfig = {}) {
    super();
    this.#config = readConfig('GlobalMaxPooling2D', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    return x.max(placesOf('GlobalMaxPooling2D', x.shape, 2), this.#config.keepdims);
  }
}

/** The mean of each channel over all places. */
import { flag, name, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { placesOf } from '../places.ts';

export interface GlobalAveragePooling2DConfig {
  /** True keeps axes of size 1 in the place of those that go. Default false. */
  readonly keepdims?: boolean | undefined;
  readonly name?: string | undefined;
}

const fields = { keepdims: flag(false), name: name() };

/**
 * `[batch, height, width, channels]` to `[batch, channels]`: the mean of each channel.
 *
 * @throws BernoulliError `SHAPE` for an input with another number of axes, or open sizes.
 * @example
 * ```ts
 * import { GlobalAveragePooling2D } from '@bernoulli/api';
 * new GlobalAveragePooling2D().getConfig(); // => { keepdims: false }
 * ```
 */
export class GlobalAveragePooling2D extends Layer {
  readonly className = 'GlobalAveragePooling2D';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: GlobalAveragePooling2DConfig = {}) {
    super();
    this.#config = readConfig('GlobalAveragePooling2D', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    return x.mean(placesOf('GlobalAveragePooling2D', x.shape, 2), this.#config.keepdims);
  }
}

/** The largest value of each channel over all steps. */
import { flag, name, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { placesOf } from '../places.ts';

export interface GlobalMaxPooling1DConfig {
  /** True keeps axes of size 1 in the place of those that go. Default false. */
  readonly keepdims?: boolean | undefined;
  readonly name?: string | undefined;
}

const fields = { keepdims: flag(false), name: name() };

/**
 * `[batch, steps, channels]` to `[batch, channels]`: the largest value of each channel.
 *
 * @throws BernoulliError `SHAPE` for an input with another number of axes.
 * @example
 * ```ts
 * import { GlobalMaxPooling1D } from '@bernoulli/api';
 * new GlobalMaxPooling1D().getConfig(); // => { keepdims: false }
 * ```
 */
export class GlobalMaxPooling1D extends Layer {
  readonly className = 'GlobalMaxPooling1D';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: GlobalMaxPooling1DConfig = {}) {
    super();
    this.#config = readConfig('GlobalMaxPooling1D', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    return x.max(placesOf('GlobalMaxPooling1D', x.shape, 1), this.#config.keepdims);
  }
}

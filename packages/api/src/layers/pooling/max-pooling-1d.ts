/** The largest value of each channel in each window of a sequence. */
import { plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { pool, poolingFields, type PoolingConfig } from './pool.ts';

export type MaxPooling1DConfig = PoolingConfig;

const fields = poolingFields(1);

/**
 * `[batch, steps, channels]` to `[batch, places, channels]`: the largest value of each channel in each window.
 *
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for an input with another number of axes, or a window larger than the input.
 * @example
 * ```ts
 * import { MaxPooling1D } from '@bernoulli/api';
 * new MaxPooling1D().getConfig(); // => { poolSize: 2, strides: null, padding: 'valid' }
 * ```
 */
export class MaxPooling1D extends Layer {
  readonly className = 'MaxPooling1D';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: MaxPooling1DConfig = {}) {
    super();
    this.#config = readConfig('MaxPooling1D', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    return pool('MaxPooling1D', x, 1, this.#config, 'max');
  }
}

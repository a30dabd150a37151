/** The mean of each channel in each window of a sequence. */
import { plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { pool, poolingFields, type PoolingConfig } from './pool.ts';

export type AveragePooling1DConfig = PoolingConfig;

const fields = poolingFields(1);

/**
 * `[batch, steps, channels]` to `[batch, places, channels]`: the mean of each channel in each window. Zeros are never part of it: where
 * a window of `padding: 'same'` reaches beyond the input, it counts what is there.
 *
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for an input with another number of axes, or a window larger than the input.
 * @example
 * ```ts
 * import { AveragePooling1D } from '@bernoulli/api';
 * new AveragePooling1D().getConfig(); // => { poolSize: 2, strides: null, padding: 'valid' }
 * ```
 */
export class AveragePooling1D extends Layer {
  readonly className = 'AveragePooling1D';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: AveragePooling1DConfig = {}) {
    super();
    this.#config = readConfig('AveragePooling1D', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    return pool('AveragePooling1D', x, 1, this.#config, 'mean');
  }
}

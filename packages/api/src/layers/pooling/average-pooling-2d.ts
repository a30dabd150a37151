/** The mean of each channel in each window of an image. */
import { plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { pool, poolingFields, type PoolingConfig } from './pool.ts';

export type AveragePooling2DConfig = PoolingConfig;

const fields = poolingFields(2);

/**
 * `[batch, height, width, channels]` to `[batch, rows, columns, channels]`: the mean of each channel in each window. Zeros are never part of it: where
 * a window of `padding: 'same'` reaches beyond the input, it counts what is there.
 *
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for an input with another number of axes, or a window larger than the input.
 * @example
 * ```ts
 * import { AveragePooling2D } from '@bernoulli/api';
 * new AveragePooling2D().getConfig(); // => { poolSize: 2, strides: null, padding: 'valid' }
 * ```
 */
export class AveragePooling2D extends Layer {
  readonly className = 'AveragePooling2D';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: AveragePooling2DConfig = {}) {
    super();
    this.#config = readConfig('AveragePooling2D', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    return pool('AveragePooling2D', x, 2, this.#config, 'mean');
  }
}

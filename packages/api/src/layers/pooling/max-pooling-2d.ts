/** The largest value of each channel in each window of an image. */
import { plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { pool, poolingFields, type PoolingConfig } from './pool.ts';

export type MaxPooling2DConfig = PoolingConfig;

const fields = poolingFields(2);

/**
 * `[batch, height, width, channels]` to `[batch, rows, columns, channels]`: the largest value of each channel in each window.
 *
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for an input with another number of axes, or a window larger than the input.
 * @example
 * ```ts
 * import { MaxPooling2D } from '@bernoulli/api';
 * new MaxPooling2D().getConfig(); // => { poolSize: 2, strides: null, padding: 'valid' }
 * ```
 */
export class MaxPooling2D extends Layer {
  readonly className = 'MaxPooling2D';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: MaxPooling2DConfig = {}) {
    super();
    this.#config = readConfig('MaxPooling2D', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    return pool('MaxPooling2D', x, 2, this.#config, 'max');
  }
}

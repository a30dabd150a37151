/** The largest value of each channel in each window of a volume. */
import { plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { pool, poolingFields, type PoolingConfig } from './pool.ts';

export type MaxPooling3DConfig = PoolingConfig;

const fields = poolingFields(3);

/**
 * `[batch, depth, height, width, channels]` to `[batch, planes, rows, columns, channels]`: the largest value of each channel in each window.
 *
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for an input with another number of axes, or a window larger than the input.
 * @example
 * ```ts
 * import { MaxPooling3D } from '@bernoulli/api';
 * new MaxPooling3D().getConfig(); // => { poolSize: 2, strides: null, padding: 'valid' }
 * ```
 */
export class MaxPooling3D extends Layer {
  readonly className = 'MaxPooling3D';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: MaxPooling3DConfig = {}) {
    super();
    this.#config = readConfig('MaxPooling3D', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    return pool('MaxPooling3D', x, 3, this.#config, 'max');
  }
}

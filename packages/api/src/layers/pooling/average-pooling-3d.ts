/** The mean of each channel in each window of a volume. */
import { plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { pool, poolingFields, type PoolingConfig } from './pool.ts';

export type AveragePooling3DConfig = PoolingConfig;

const fields = poolingFields(3);

/**
 * `[batch, depth, height, width, channels]` to `[batch, planes, rows, columns, channels]`: the mean of each channel in each window. Zeros are never part of it: where
 * a window of `padding: 'same'` reaches beyond the input, it counts what is there.
 *
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for an input with another number of axes, or a window larger than the input.
 * @example
 * ```ts
 * import { AveragePooling3D } from '@bernoulli/api';
 * new AveragePooling3D().getConfig(); // => { poolSize: 2, strides: null, padding: 'valid' }
 * ```
 */
export class AveragePooling3D extends Layer {
  readonly className = 'AveragePooling3D';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: AveragePooling3DConfig = {}) {
    super();
    this.#config = readConfig('AveragePooling3D', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    return pool('AveragePooling3D', x, 3, this.#config, 'mean');
  }
}

/** A larger volume, each place several times. */
import { name, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { sizesField } from '../sizes.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { enlarge } from './enlarge.ts';

export interface UpSampling3DConfig {
  /** How many times as large: one factor, or one for each axis. Default 2. */
  readonly size?: number | readonly number[] | undefined;
  readonly name?: string | undefined;
}

const fields = {
  size: sizesField(3, 2),
  name: name(),
};

/**
 * `[batch, depth, height, width, channels]` with the axes between batch and channels `size` times as long.
 *
 * @throws BernoulliError `CONFIG` for a size that is no whole number from 1 up; `SHAPE` for an input with another number of axes.
 * @example
 * ```ts
 * import { UpSampling3D } from '@bernoulli/api';
 * new UpSampling3D({ size: 2 }).getConfig(); // => { size: 2 }
 * ```
 */
export class UpSampling3D extends Layer {
  readonly className = 'UpSampling3D';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: UpSampling3DConfig = {}) {
    super();
    this.#config = readConfig('UpSampling3D', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    return enlarge('UpSampling3D', x, this.#config.size, 3);
  }
}

/** A larger sequence, each step several times. */
import { name, plainConfig, readConfig, whole, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { enlarge } from './enlarge.ts';

export interface UpSampling1DConfig {
  /** How many times as long. Default 2. */
  readonly size?: number | undefined;
  readonly name?: string | undefined;
}

const fields = {
  size: whole(1, 2),
  name: name(),
};

/**
 * `[batch, steps, channels]` with the axes between batch and channels `size` times as long.
 *
 * @throws BernoulliError `CONFIG` for a size that is no whole number from 1 up; `SHAPE` for an input with another number of axes.
 * @example
 * ```ts
 * import { UpSampling1D } from '@bernoulli/api';
 * new UpSampling1D({ size: 3 }).getConfig(); // => { size: 3 }
 * ```
 */
export class UpSampling1D extends Layer {
  readonly className = 'UpSampling1D';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: UpSampling1DConfig = {}) {
    super();
    this.#config = readConfig('UpSampling1D', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    return enlarge('UpSampling1D', x, this.#config.size, 1);
  }
}

/** A larger image, each place several times, or a line between neighbours. */
import { name, oneOf, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { sizesField } from '../sizes.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { enlarge, enlargeByLines } from './enlarge.ts';

export interface UpSampling2DConfig {
  /** How many times as large: one factor, or one for each axis. Default 2. */
  readonly size?: number | readonly number[] | undefined;
  /** `'nearest'`, the default: each place several times. `'bilinear'`: lines between the centres of places, the outermost carried on. */
  readonly interpolation?: 'nearest' | 'bilinear' | undefined;
  readonly name?: string | undefined;
}

const fields = {
  size: sizesField(2, 2),
  interpolation: oneOf(['nearest', 'bilinear'], 'nearest'),
  name: name(),
};

/**
 * `[batch, height, width, channels]` with the axes between batch and channels `size` times as long.
 *
 * @throws BernoulliError `CONFIG` for a size that is no whole number from 1 up; `SHAPE` for an input with another number of axes.
 * @example
 * ```ts
 * import { UpSampling2D } from '@bernoulli/api';
 * new UpSampling2D({ size: [2, 3], interpolation: 'bilinear' }).getConfig(); // => { size: [2, 3], interpolation: 'bilinear' }
 * ```
 */
export class UpSampling2D extends Layer {
  readonly className = 'UpSampling2D';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: UpSampling2DConfig = {}) {
    super();
    this.#config = readConfig('UpSampling2D', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    const { size, interpolation } = this.#config;
    return (interpolation === 'nearest' ? enlarge : enlargeByLines)('UpSampling2D', x, size, 2);
  }
}

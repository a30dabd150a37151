/** An image without its sides. */
import { name, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { crop } from './crop.ts';
import { sidesField, type Sides } from './sides.ts';

export interface Cropping2DConfig {
  /** How many are cut off each side: one number, or for each axis a number or `[before, after]`. Default 0. */
  readonly cropping?: Sides | undefined;
  readonly name?: string | undefined;
}

const fields = { cropping: sidesField(2, 0), name: name() };

/**
 * `[batch, height, width, channels]` with what lies at the sides cut off.
 *
 * @throws BernoulliError `CONFIG` for a cropping of another form; `SHAPE` for an input with another number of axes, or of which nothing is left.
 * @example
 * ```ts
 * import { Cropping2D } from '@bernoulli/api';
 * new Cropping2D({ cropping: [[1, 0], 2] }).getConfig(); // => { cropping: [[1, 0], 2] }
 * ```
 */
export class Cropping2D extends Layer {
  readonly className = 'Cropping2D';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: Cropping2DConfig = {}) {
    super();
    this.#config = readConfig('Cropping2D', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    return crop('Cropping2D', x, this.#config.cropping, 2);
  }
}

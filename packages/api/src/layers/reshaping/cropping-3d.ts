/** A volume without its sides. */
import { name, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { crop } from './crop.ts';
import { sidesField, type Sides } from './sides.ts';

export interface Cropping3DConfig {
  /** How many are cut off each side: one number, or for each axis a number or `[before, after]`. Default 1. */
  readonly cropping?: Sides | undefined;
  readonly name?: string | undefined;
}

const fields = { cropping: sidesField(3, 1), name: name() };

/**
 * `[batch, depth, height, width, channels]` with what lies at the sides cut off.
 *
 * @throws BernoulliError `CONFIG` for a cropping of another form; `SHAPE` for an input with another number of axes, or of which nothing is left.
 * @example
 * ```ts
 * import { Cropping3D } from '@bernoulli/api';
 * new Cropping3D({ cropping: [1, 2, 3] }).getConfig(); // => { cropping: [1, 2, 3] }
 * ```
 */
export class Cropping3D extends Layer {
  readonly className = 'Cropping3D';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: Cropping3DConfig = {}) {
    super();
    this.#config = readConfig('Cropping3D', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    return crop('Cropping3D', x, this.#config.cropping, 3);
  }
}

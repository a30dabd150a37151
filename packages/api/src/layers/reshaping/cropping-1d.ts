/** A sequence without its sides. */
import { name, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { crop } from './crop.ts';
import { sidesField, type Sides } from './sides.ts';

export interface Cropping1DConfig {
  /** How many are cut off each side: one number, or `[before, after]`. Default 1. */
  readonly cropping?: Sides | undefined;
  readonly name?: string | undefined;
}

const fields = { cropping: sidesField(1, 1), name: name() };

/**
 * `[batch, steps, channels]` with what lies at the sides cut off.
 *
 * @throws BernoulliError `CONFIG` for a cropping of another form; `SHAPE` for an input with another number of axes, or of which nothing is left.
 * @example
 * ```ts
 * import { Cropping1D } from '@bernoulli/api';
 * new Cropping1D({ cropping: 2 }).getConfig(); // => { cropping: 2 }
 * ```
 */
export class Cropping1D extends Layer {
  readonly className = 'Cropping1D';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: Cropping1DConfig = {}) {
    super();
    this.#config = readConfig('Cropping1D', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    return crop('Cropping1D', x, this.#config.cropping, 1);
  }
}

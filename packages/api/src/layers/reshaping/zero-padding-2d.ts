/** Zeros around an image. */
import { name, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { sidesField, sidesOf, type Sides } from './sides.ts';

export interface ZeroPadding2DConfig {
  /** How many on each side: one number, or for each axis a number or `[before, after]`. Default 1. */
  readonly padding?: Sides | undefined;
  readonly name?: string | undefined;
}

const fields = { padding: sidesField(2, 1), name: name() };

/**
 * `[batch, height, width, channels]` with zeros at the sides.
 *
 * @throws BernoulliError `CONFIG` for a padding of another form; `SHAPE` for an input with another number of axes.
 * @example
 * ```ts
 * import { ZeroPadding2D } from '@bernoulli/api';
 * new ZeroPadding2D({ padding: [[1, 0], 2] }).getConfig(); // => { padding: [[1, 0], 2] }
 * ```
 */
export class ZeroPadding2D extends Layer {
  readonly className = 'ZeroPadding2D';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: ZeroPadding2DConfig = {}) {
    super();
    this.#config = readConfig('ZeroPadding2D', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    return x.pad(...sidesOf('ZeroPadding2D', this.#config.padding, 2, x.shape));
  }
}

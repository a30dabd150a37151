/** Zeros around a volume. */
import { name, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { sidesField, sidesOf, type Sides } from './sides.ts';

export interface ZeroPadding3DConfig {
  /** How many on each side: one number, or for each axis a number or `[before, after]`. Default 1. */
  readonly padding?: Sides | undefined;
  readonly name?: string | undefined;
}

const fields = { padding: sidesField(3, 1), name: name() };

/**
 * `[batch, depth, height, width, channels]` with zeros at the sides.
 *
 * @throws BernoulliError `CONFIG` for a padding of another form; `SHAPE` for an input with another number of axes.
 * @example
 * ```ts
 * import { ZeroPadding3D } from '@bernoulli/api';
 * new ZeroPadding3D({ padding: [1, 2, 3] }).getConfig(); // => { padding: [1, 2, 3] }
 * ```
 */
export class ZeroPadding3D extends Layer {
  readonly className = 'ZeroPadding3D';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: ZeroPadding3DConfig = {}) {
    super();
    this.#config = readConfig('ZeroPadding3D', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    return x.pad(...sidesOf('ZeroPadding3D', this.#config.padding, 3, x.shape));
  }
}

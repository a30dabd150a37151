/** Zeros around a sequence. */
import { name, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { sidesField, sidesOf, type Sides } from './sides.ts';

export interface ZeroPadding1DConfig {
  /** How many on each side: one number, or `[before, after]`. Default 1. */
  readonly padding?: Sides | undefined;
  readonly name?: string | undefined;
}

const fields = { padding: sidesField(1, 1), name: name() };

/**
 * `[batch, steps, channels]` with zeros at the sides.
 *
 * @throws BernoulliError `CONFIG` for a padding of another form; `SHAPE` for an input with another number of axes.
 * @example
 * ```ts
 * import { ZeroPadding1D } from '@bernoulli/api';
 * new ZeroPadding1D({ padding: 2 }).getConfig(); // => { padding: 2 }
 * ```
 */
export class ZeroPadding1D extends Layer {
  readonly className = 'ZeroPadding1D';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: ZeroPadding1DConfig = {}) {
    super();
    this.#config = readConfig('ZeroPadding1D', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    return x.pad(...sidesOf('ZeroPadding1D', this.#config.padding, 1, x.shape));
  }
}

/** Another scale for what comes in. */
import { name, number, plainConfig, readConfig, required, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';

export interface RescalingConfig {
  /** What values are multiplied by: 1 / 255 for pixels. */
  readonly scale: number;
  /** What is added then. Default 0. */
  readonly offset?: number | undefined;
  readonly name?: string | undefined;
}

const fields = { scale: required(number()), offset: number(0), name: name() };

/**
 * scale · x + offset, element by element. Whole numbers become `f32`.
 *
 * @throws BernoulliError `CONFIG` for a setting that is no finite number.
 * @example
 * ```ts
 * import { Rescaling } from '@bernoulli/api';
 * new Rescaling({ scale: 1 / 128, offset: -1 }).getConfig(); // => { scale: 0.0078125, offset: -1 }
 * ```
 */
export class Rescaling extends Layer {
  readonly className = 'Rescaling';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: RescalingConfig) {
    super();
    this.#config = readConfig('Rescaling', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    const { scale, offset } = this.#config;
    const scaled = x.cast('f32').mul(scale);
    return offset === 0 ? scaled : scaled.add(offset);
  }
}

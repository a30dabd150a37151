/** Each row, or each vector in it, at length 1. */
import { axes, name, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { unit } from '../../losses/cosine.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';

export interface UnitNormalizationConfig {
  /** The axis, or the axes together, along which lengths are measured. Default −1, the last. */
  readonly axis?: number | readonly number[] | undefined;
  readonly name?: string | undefined;
}

const fields = { axis: axes(-1), name: name() };

/**
 * x / ‖x‖₂ along some axes: any shape to the same. Lengths below 1e-7 count as 1e-7, so zeros stay zeros.
 *
 * @throws BernoulliError `CONFIG` for a bad axis; `SHAPE` for one that the input does not have.
 * @example
 * ```ts
 * import { UnitNormalization } from '@bernoulli/api';
 * new UnitNormalization().getConfig(); // => { axis: -1 }
 * ```
 */
export class UnitNormalization extends Layer {
  readonly className = 'UnitNormalization';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: UnitNormalizationConfig = {}) {
    super();
    this.#config = readConfig('UnitNormalization', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    return unit(x, this.#config.axis);
  }
}

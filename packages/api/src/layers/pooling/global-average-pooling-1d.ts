/** The mean of each channel over all steps. */
import { flag, name, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { stepWeights } from '../masks.ts';
import { placesOf } from '../places.ts';

export interface GlobalAveragePooling1DConfig {
  /** True keeps axes of size 1 in the place of those that go. Default false. */
  readonly keepdims?: boolean | undefined;
  readonly name?: string | undefined;
}

const fields = { keepdims: flag(false), name: name() };

/**
 * `[batch, steps, channels]` to `[batch, channels]`: the mean of each channel. A second input, `bool [batch, steps]`, says which
 * steps take part; a row without any has no mean, and gives NaN.
 *
 * @throws BernoulliError `SHAPE` for an input with another number of axes, or open sizes; `DTYPE` for a mask that is not `bool`.
 * @example
 * ```ts
 * import { GlobalAveragePooling1D } from '@bernoulli/api';
 * new GlobalAveragePooling1D().getConfig(); // => { keepdims: false }
 * ```
 */
export class GlobalAveragePooling1D extends Layer {
  readonly className = 'GlobalAveragePooling1D';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: GlobalAveragePooling1DConfig = {}) {
    super();
    this.#config = readConfig('GlobalAveragePooling1D', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor, mask?: Tensor): Tensor {
    const [places, { keepdims }] = [placesOf('GlobalAveragePooling1D', x.shape, 1), this.#config];
    if (mask === undefined) return x.mean(places, keepdims);
    const weights = stepWeights('GlobalAveragePooling1D', x, mask);
    return x.mul(weights).sum(places, keepdims).div(weights.sum(places, keepdims));
  }
}

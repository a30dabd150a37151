/** The rectifier as a layer, with what may be set on it. */
import { relu } from '../../activations/relu.ts';
import { atLeast, name, nullable, number, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';

export interface ReLUConfig {
  /** The largest value. Default `null`: none. */
  readonly maxValue?: number | null | undefined;
  /** The slope below the threshold. Default 0. */
  readonly negativeSlope?: number | undefined;
  /** Where the line begins. Default 0. */
  readonly threshold?: number | undefined;
  readonly name?: string | undefined;
}

const fields = {
  maxValue: nullable(atLeast(0)),
  negativeSlope: atLeast(0, 0),
  threshold: number(0),
  name: name(),
};

/**
 * x above the threshold t, negativeSlope · (x − t) below it, cut off at maxValue; by default max(x, 0).
 *
 * @see V. Nair, G. Hinton, "Rectified Linear Units Improve Restricted Boltzmann Machines", ICML 2010.
 * @throws BernoulliError `CONFIG` for a setting out of its range.
 * @example
 * ```ts
 * import { ReLU } from '@bernoulli/api';
 * new ReLU({ maxValue: 6 }).getConfig(); // => { maxValue: 6, negativeSlope: 0, threshold: 0 }
 * ```
 */
export class ReLU extends Layer {
  readonly className = 'ReLU';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: ReLUConfig = {}) {
    super();
    this.#config = readConfig('ReLU', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    const { maxValue, negativeSlope, threshold } = this.#config;
    return relu(x, { maxValue, negativeSlope, threshold });
  }
}

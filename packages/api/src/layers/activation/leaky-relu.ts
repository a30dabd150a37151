/** The rectifier that leaks, as a layer. */
import { leakyRelu } from '../../activations/leaky-relu.ts';
import { atLeast, name, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';

export interface LeakyReLUConfig {
  /** The slope below 0. Default 0.3, as in Keras; the activation `leakyRelu` has 0.2. */
  readonly negativeSlope?: number | undefined;
  readonly name?: string | undefined;
}

const fields = { negativeSlope: atLeast(0, 0.3), name: name() };

/**
 * x from 0 up, negativeSlope · x below, element by element.
 *
 * @see A. Maas, A. Hannun, A. Ng, "Rectifier Nonlinearities Improve Neural Network Acoustic Models", 2013.
 * @throws BernoulliError `CONFIG` for a negative slope below 0.
 * @example
 * ```ts
 * import { LeakyReLU } from '@bernoulli/api';
 * new LeakyReLU().getConfig(); // => { negativeSlope: 0.3 }
 * ```
 */
export class LeakyReLU extends Layer {
  readonly className = 'LeakyReLU';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: LeakyReLUConfig = {}) {
    super();
    this.#config = readConfig('LeakyReLU', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    return leakyRelu(x, { negativeSlope: this.#config.negativeSlope });
  }
}

/** An activation function as a layer of its own. */
import { activationName, getActivation, type Activation as ActivationFunction } from '../activations/index.ts';
import { checkKeys } from '../config/read-config.ts';
import { Layer, type PlainConfig } from '../tracing/layer.ts';
import type { Tensor } from '../tracing/tensor.ts';

export interface ActivationConfig {
  /** A name, or one of the functions exported as `activations`. */
  readonly activation: string | ActivationFunction;
  readonly name?: string | undefined;
}

/**
 * activation(x), element by element (softmax: along the last axis).
 *
 * @throws BernoulliError `NAME` for an activation that does not exist.
 * @example
 * ```ts
 * import { Activation } from '@bernoulli/api';
 * new Activation({ activation: 'relu' }).getConfig(); // => { activation: 'relu' }
 * ```
 */
export class Activation extends Layer {
  readonly className = 'Activation';
  readonly #activation: ActivationFunction;
  readonly #name: string | undefined;

  constructor(config: ActivationConfig) {
    super();
    checkKeys('Activation', config, ['activation', 'name']);
    this.#activation = getActivation(config.activation);
    this.#name = config.name;
  }

  getConfig(): PlainConfig {
    return {
      activation: activationName(this.#activation),
      ...(this.#name === undefined ? {} : { name: this.#name }),
    };
  }

  call(x: Tensor): Tensor {
    return this.#activation(x);
  }
}

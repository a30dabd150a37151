/** An activation function as a layer of its own. */
import { activationName, getActivation, type Activation as Function } from '../activations/index.ts';
import { checkKeys } from '../config.ts';
import { Layer, type PlainConfig } from '../layer.ts';
import type { Tensor } from '../tensor.ts';

export interface ActivationConfig {
  /** A name, or one of the functions exported as `activations`. */
  readonly activation: string | Function;
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
  readonly #config: ActivationConfig;

  constructor(config: ActivationConfig) {
    super();
    checkKeys('Activation', config, ['activation', 'name']);
    getActivation(config.activation);
    this.#config = config;
  }

  getConfig(): PlainConfig {
    return { ...this.#config };
  }

  call(x: Tensor): Tensor {
    return getActivation(this.#config.activation)(x);
  }
}

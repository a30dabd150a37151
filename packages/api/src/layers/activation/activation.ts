/** An activation function as a layer of its own. */
import { activation } from '../../activations/field.ts';
import type { ActivationLike } from '../../activations/index.ts';
import { name, plainConfig, readConfig, required, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';

export interface ActivationConfig {
  /** A name, or one of the functions exported as `activations`. */
  readonly activation: ActivationLike;
  readonly name?: string | undefined;
}

const fields = { activation: required(activation()), name: name() };

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
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: ActivationConfig) {
    super();
    this.#config = readConfig('Activation', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    return this.#config.activation(x);
  }
}

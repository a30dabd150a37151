/** A fully connected layer. */
import { activation } from '../../activations/field.ts';
import type { ActivationLike } from '../../activations/index.ts';
import { constraint } from '../../constraints/field.ts';
import type { ConstraintLike } from '../../constraints/index.ts';
import { initializer } from '../../initializers/field.ts';
import type { InitializerLike } from '../../initializers/index.ts';
import {
  fail,
  flag,
  name,
  plainConfig,
  printShape,
  readConfig,
  required,
  whole,
  type SettingsOf,
  type Shape,
} from '../../ir/index.ts';
import { regularizer } from '../../regularizers/field.ts';
import type { RegularizerLike } from '../../regularizers/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';

export interface DenseConfig {
  /** Size of the output's last axis, from 1 up. */
  readonly units: number;
  /** Default `'linear'`. */
  readonly activation?: ActivationLike | undefined;
  /** Default true. */
  readonly useBias?: boolean | undefined;
  /** Default `'glorotUniform'`. */
  readonly kernelInitializer?: InitializerLike | undefined;
  /** Default `'zeros'`. */
  readonly biasInitializer?: InitializerLike | undefined;
  readonly kernelRegularizer?: RegularizerLike | undefined;
  readonly biasRegularizer?: RegularizerLike | undefined;
  readonly kernelConstraint?: ConstraintLike | undefined;
  readonly biasConstraint?: ConstraintLike | undefined;
  readonly name?: string | undefined;
}

const fields = {
  units: required(whole(1)),
  activation: activation('linear'),
  useBias: flag(true),
  kernelInitializer: initializer('glorotUniform'),
  biasInitializer: initializer('zeros'),
  kernelRegularizer: regularizer(),
  biasRegularizer: regularizer(),
  kernelConstraint: constraint(),
  biasConstraint: constraint(),
  name: name(),
};

/**
 * activation(x · kernel + bias) along the last axis: `[batch, …, n]` to `[batch, …, units]`.
 *
 * Weights: `kernel` `[n, units]` and, with `useBias`, `bias` `[units]`.
 *
 * @throws BernoulliError `CONFIG` for units that are no whole number from 1 up; `SHAPE` for an input without a feature axis.
 * @example
 * ```ts
 * import { Dense } from '@bernoulli/api';
 * new Dense({ units: 64, activation: 'relu' }).getConfig().units; // => 64
 * ```
 */
export class Dense extends Layer {
  readonly className = 'Dense';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: DenseConfig) {
    super();
    this.#config = readConfig('Dense', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override build(input: Shape): void {
    const features = input.at(-1);
    if (input.length < 2 || features === undefined || features < 1)
      fail('SHAPE', {
        who: 'Dense',
        what: 'needs an input [batch, …, features] with known features',
        received: printShape(input),
      });
    const { units, useBias } = this.#config;
    this.addWeight({
      name: 'kernel',
      shape: [features, units],
      initializer: this.#config.kernelInitializer,
      regularizer: this.#config.kernelRegularizer,
      constraint: this.#config.kernelConstraint,
    });
    if (!useBias) return;
    this.addWeight({
      name: 'bias',
      shape: [units],
      initializer: this.#config.biasInitializer,
      regularizer: this.#config.biasRegularizer,
      constraint: this.#config.biasConstraint,
    });
  }

  call(x: Tensor): Tensor {
    const { activation, useBias } = this.#config;
    const product = x.matMul(this.weight('kernel', x));
    return activation(useBias ? product.add(this.weight('bias', x)) : product);
  }
}

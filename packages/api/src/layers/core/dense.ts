/** A fully connected layer. */
import { plainConfig, readConfig, type SettingsOf, type Shape } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { denseFields, denseWeights, type DenseConfig } from './dense-weights.ts';

export type { DenseConfig } from './dense-weights.ts';

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
  readonly #config: SettingsOf<typeof denseFields>;

  constructor(config: DenseConfig) {
    super();
    this.#config = readConfig('Dense', config, denseFields);
  }

  getConfig(): PlainConfig {
    return plainConfig(denseFields, this.#config);
  }

  override build(input: Shape): void {
    for (const weight of denseWeights('Dense', this.#config, input)) this.addWeight(weight);
  }

  call(x: Tensor): Tensor {
    const { activation, useBias } = this.#config;
    const product = x.matMul(this.weight('kernel', x));
    return activation(useBias ? product.add(this.weight('bias', x)) : product);
  }
}

/** A fully connected layer whose kernel stays, and is corrected by a product of two thin ones: low-rank adaptation. */
import { Dropout } from '../../dropout/kinds/unit/dropout.ts';
import { anyRateField, type AnyRate } from '../../dropout/rate.ts';
import { initializer } from '../../initializers/field.ts';
import type { InitializerLike } from '../../initializers/index.ts';
import {
  plainConfig,
  positive,
  readConfig,
  required,
  whole,
  optional,
  type SettingsOf,
  type Shape,
} from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { denseFields, denseWeights, type DenseConfig } from './dense-weights.ts';

export interface LoRADenseConfig extends DenseConfig {
  /** Columns of the first thin kernel, and rows of the second, from 1 up. */
  readonly rank: number;
  /** The correction is multiplied by alpha / rank. Above 0. Default: the rank. */
  readonly alpha?: number | undefined;
  /**
   * Probability in [0, 1] of dropping a unit of what the correction sees: one number, one for each unit, a
   * schedule, or a layer that says it, as `LearnedRate` does. Default 0.
   */
  readonly rate?: AnyRate | undefined;
  /** Of the first thin kernel; the second begins with zeros. Default `'heUniform'`. */
  readonly loraInitializer?: InitializerLike | undefined;
}

const fields = {
  ...denseFields,
  rank: required(whole(1)),
  alpha: optional(positive()),
  rate: { ...anyRateField('LoRADense'), fallback: 0 },
  loraInitializer: initializer('heUniform'),
};

/**
 * activation(x · kernel + alpha / rank · dropout(x) · loraKernelA · loraKernelB + bias) along the last axis: `[batch, …, n]` to
 * `[batch, …, units]`.
 *
 * Kernel and bias stay as they are, those of a trained `Dense`: hand them over with `setWeights`. The two thin kernels are trained, of which
 * the second begins with zeros, so that the layer begins as that `Dense`. Only what the correction sees is dropped, by the law of
 * `Dropout`, at the site `dropout` below the layer: a mask `bool [batch, …, n]` has the probability
 * Π p^m (1 − p)^(1 − m). What is activated keeps its mean, and has the variance
 * (alpha / rank)² Σ_k (x_k Σ_r a_kr b_rj)² (1 − p_k) / p_k. In inference nothing is dropped.
 *
 * Weights: `kernel` `[n, units]` and, with `useBias`, `bias` `[units]`, not trained; `loraKernelA` `[n, rank]`, `loraKernelB`
 * `[rank, units]`.
 *
 * @see E. J. Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", ICLR 2022.
 * @throws BernoulliError `CONFIG` for a rank or units that are no whole number from 1 up, an alpha that is not above 0, or a rate outside
 * [0, 1]; `SHAPE` for an input without a feature axis, or rates that are not as many as the features.
 * @example
 * ```ts
 * import { LoRADense } from '@bernoulli/api';
 * new LoRADense({ units: 64, rank: 4, rate: 0.1 }).getConfig().rank; // => 4
 * ```
 */
export class LoRADense extends Layer {
  readonly className = 'LoRADense';
  readonly #config: SettingsOf<typeof fields>;
  readonly dropout: Dropout | undefined;

  constructor(config: LoRADenseConfig) {
    super();
    this.#config = readConfig('LoRADense', config, fields);
    const { rate } = this.#config;
    this.dropout = rate === 0 ? undefined : new Dropout({ rate });
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override build(input: Shape): void {
    const { units, rank, loraInitializer } = this.#config;
    const base = denseWeights('LoRADense', this.#config, input);
    for (const weight of base) this.addWeight({ ...weight, trainable: false });
    this.addWeight({ name: 'loraKernelA', shape: [input.at(-1)!, rank], initializer: loraInitializer });
    this.addWeight({ name: 'loraKernelB', shape: [rank, units], initializer: 'zeros' });
  }

  call(x: Tensor): Tensor {
    const { activation, useBias, rank, alpha = rank } = this.#config;
    const correction = (this.dropout?.apply(x) ?? x)
      .matMul(this.weight('loraKernelA', x))
      .matMul(this.weight('loraKernelB', x));
    const product = x.matMul(this.weight('kernel', x)).add(correction.mul(alpha / rank));
    return activation(useBias ? product.add(this.weight('bias', x)) : product);
  }
}

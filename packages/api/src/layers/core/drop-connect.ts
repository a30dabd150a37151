/** A fully connected layer that drops connections instead of units. */
import { coinLogProbability, coinType, keepWhere, tossCoins } from '../../dropout/coins.ts';
import { everyField, type Kept } from '../../dropout/every.ts';
import { anyRateField, type AnyRate } from '../../dropout/rate.ts';
import { askRate } from '../../dropout/rates/asked-rate.ts';
import { oneOf, plainConfig, readConfig, type SettingsOf, type Shape } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import { Module } from '../../tracing/module.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { Trace } from '../../tracing/trace.ts';
import { denseFields, denseWeights, type DenseConfig } from './dense-weights.ts';
import { productWithNoisy } from './kernel-noise.ts';

export interface DropConnectConfig extends DenseConfig, Kept {
  /**
   * Probability in [0, 1] of dropping a connection: one number, one for each unit of the output, a schedule over
   * the training steps, or a layer that says it, as `LearnedRate` does.
   */
  readonly rate: AnyRate;
  /** `'shared'`, the default: one mask for the batch. `'own'`: one for each row, which takes as many kernels as there are rows. */
  readonly rows?: 'shared' | 'own' | undefined;
}

const fields = {
  ...denseFields,
  rate: anyRateField('DropConnect'),
  rows: oneOf(['shared', 'own'], 'shared'),
  every: everyField(),
};

/**
 * `Dense` whose connections are dropped in training with probability `rate`, each by a coin of its own: `[batch, …, n]` to
 * `[batch, …, units]`.
 *
 * With p = 1 − rate and independent m_kj ~ Bernoulli(p), the output is activation(Σ_k x_k w_kj m_kj / p + b_j). What is activated keeps
 * its mean, and has the variance Σ_k (x_k w_kj)² (1 − p) / p. A mask, `bool [n, units]` or with `rows: 'own'`
 * `[batch, n, units]`, has the probability Π p^m (1 − p)^(1 − m). In inference the layer is `Dense`, with the same weights: `kernel`
 * `[n, units]` and, with `useBias`, `bias` `[units]`, which is never dropped. Rate 1 leaves the bias.
 *
 * @see L. Wan, M. Zeiler, S. Zhang, Y. LeCun, R. Fergus, "Regularization of Neural Networks using DropConnect", ICML 2013, which has a mask
 * for each row; scaled in training.
 * @throws BernoulliError `CONFIG` for a rate outside [0, 1] or NaN (for a schedule: at the step that has it), or units that are no whole
 * number from 1 up; `SHAPE` for an input without a feature axis, or rates that are not as many as the units.
 * @example
 * ```ts
 * import { DropConnect } from '@bernoulli/api';
 * new DropConnect({ units: 64, rate: 0.5 }).getConfig().rows; // => 'shared'
 * ```
 */
export class DropConnect extends Layer {
  readonly className = 'DropConnect';
  readonly rate: AnyRate;
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: DropConnectConfig) {
    super();
    this.#config = readConfig('DropConnect', config, fields);
    this.rate = this.#config.rate;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override build(input: Shape): void {
    for (const weight of denseWeights('DropConnect', this.#config, input)) this.addWeight(weight);
  }

  call(x: Tensor): Tensor {
    const { activation, useBias } = this.#config;
    const product = this.#product(x);
    return activation(useBias ? product.add(this.weight('bias', x)) : product);
  }

  #product(x: Tensor): Tensor {
    const { rate, rows, every } = this.#config;
    const trace = Trace.of(x);
    const kernel = this.weight('kernel', x);
    if (rate instanceof Module) askRate(rate, kernel);
    if (!trace.noisy) {
      trace.skipSite();
      return x.matMul(kernel);
    }
    const shape = rows === 'own' ? [x.shape[0]!, ...kernel.shape] : kernel.shape;
    const mask = trace.site({
      type: coinType('DropConnect', rate, shape),
      rows,
      every,
      draw: (draw) => tossCoins(rate, draw, kernel),
      logProbability: (drawn) => coinLogProbability(rate, drawn, kernel),
    });
    return productWithNoisy(x, keepWhere(rate, kernel, mask));
  }
}

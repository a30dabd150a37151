/** A fully connected layer with normal noise on its connections. */
import { everyField, type Kept } from '../../dropout/every.ts';
import { normalLogDensity } from '../../dropout/normal-law.ts';
import type { AnyRate } from '../../dropout/rate.ts';
import { askStrength, ofStrength, strengthField } from '../../dropout/strength.ts';
import { requireRates } from '../../dropout/coins.ts';
import { oneOf, plainConfig, readConfig, type SettingsOf, type Shape } from '../../ir/index.ts';
import { drawNormal } from '../../random/draw.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import { Module } from '../../tracing/module.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { Trace } from '../../tracing/trace.ts';
import { denseFields, denseWeights, type DenseConfig } from './dense-weights.ts';
import { productWithNoisy } from './kernel-noise.ts';

export interface WeightNoiseConfig extends DenseConfig, Kept {
  /**
   * Standard deviation of the noise, from 0 up: one number, one for each unit of the output, a schedule over the training steps, or a layer
   * that says it of the kernel.
   */
  readonly stddev: AnyRate;
  /** `'shared'`, the default: one draw for the batch. `'own'`: one for each row, which takes as many kernels as there are rows. */
  readonly rows?: 'shared' | 'own' | undefined;
}

const fields = {
  ...denseFields,
  stddev: strengthField('WeightNoise', 'stddev'),
  rows: oneOf(['shared', 'own'], 'shared'),
  every: everyField(),
};

/**
 * `Dense` with normal noise of mean 0 on each connection in training: `[batch, …, n]` to `[batch, …, units]`.
 *
 * With independent z_kj ~ N(0, 1), the output is activation(Σ_k x_k (w_kj + stddev · z_kj) + b_j). What is activated keeps its mean, and
 * has the variance stddev² Σ_k x_k². The noise that `masks` shows is z, `f32 [n, units]` or with `rows: 'own'` `[batch, n, units]`; its
 * density is (2π)^(−1/2) exp(−z² / 2). In inference the layer is `Dense`, with the same weights: `kernel` `[n, units]` and, with
 * `useBias`, `bias` `[units]`, which has no noise. A layer that says the deviation may have weights, as for `GaussianNoise`.
 *
 * @see A. Graves, "Practical Variational Inference for Neural Networks", NIPS 2011.
 * @throws BernoulliError `CONFIG` for a negative or infinite deviation or NaN (for a schedule: at the step that has it), a `LearnedRate`, which is a
 * probability, or units that are no whole number from 1 up; `SHAPE` for an input without a feature axis, or deviations that are not as many as the units.
 * @example
 * ```ts
 * import { WeightNoise } from '@bernoulli/api';
 * new WeightNoise({ units: 64, stddev: 0.075 }).getConfig().rows; // => 'shared'
 * ```
 */
export class WeightNoise extends Layer {
  readonly className = 'WeightNoise';
  readonly strength: AnyRate;
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: WeightNoiseConfig) {
    super();
    this.#config = readConfig('WeightNoise', config, fields);
    this.strength = this.#config.stddev;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override build(input: Shape): void {
    for (const weight of denseWeights('WeightNoise', this.#config, input)) this.addWeight(weight);
  }

  call(x: Tensor): Tensor {
    const { activation, useBias } = this.#config;
    const product = productWithNoisy(x, this.#kernel(x));
    return activation(useBias ? product.add(this.weight('bias', x)) : product);
  }

  /** The kernel, with noise where there is any. */
  #kernel(x: Tensor): Tensor {
    const { rows, every } = this.#config;
    const { strength } = this;
    const trace = Trace.of(x);
    const kernel = this.weight('kernel', x);
    if (strength instanceof Module) askStrength(strength, kernel);
    if (!trace.noisy) {
      trace.skipSite();
      return kernel;
    }
    const shape = rows === 'own' ? [x.shape[0]!, ...kernel.shape] : kernel.shape;
    requireRates('WeightNoise', strength, shape, 'deviations need noise');
    const z = trace.site({
      type: { dtype: 'f32', shape },
      rows,
      every,
      draw: ({ key, rowOffset }) => drawNormal(key, shape, rowOffset),
      logProbability: normalLogDensity,
    });
    return kernel.add(z.mul(ofStrength('stddev', strength, kernel)));
  }
}

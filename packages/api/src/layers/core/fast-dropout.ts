/** A fully connected layer whose sums are drawn as dropout of its input would have them. */
import { everyField, type Kept } from '../../dropout/every.ts';
import { requireRates } from '../../dropout/coins.ts';
import { normalLogDensity } from '../../dropout/normal-law.ts';
import { anyRateField, belowOne, ofAnyRate, type AnyRate } from '../../dropout/rate.ts';
import { askRate } from '../../dropout/rates/asked-rate.ts';
import { plainConfig, readConfig, type SettingsOf, type Shape } from '../../ir/index.ts';
import { drawNormal } from '../../random/draw.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import { Module } from '../../tracing/module.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { Trace } from '../../tracing/trace.ts';
import { denseFields, denseWeights, type DenseConfig } from './dense-weights.ts';

export interface FastDropoutConfig extends DenseConfig, Kept {
  /**
   * In [0, 1): probability of dropping a unit of the input; one number, one for each, a schedule over the training
   * steps, or a layer that says it, as `LearnedRate` does.
   */
  readonly rate: AnyRate;
}

const fields = { ...denseFields, rate: anyRateField('FastDropout', { range: belowOne }), every: everyField() };

/** Keeps the slope of a deviation of 0 finite. */
const TINY = 1e-12;

/**
 * `Dense` behind dropout of its input, whose sums are drawn in training instead of what is dropped: `[batch, …, n]` to `[batch, …, units]`.
 *
 * With p = 1 − rate, a sum Σ_k x_k w_kj m_k / p + b_j over coins m has the mean Σ_k x_k w_kj + b_j and the variance
 * Σ_k (x_k w_kj)² (1 − p_k) / p_k. Here it is a normal number of that mean and variance, as sums of many coins nearly are:
 * activation(mean + deviation · z), with z ~ N(0, 1) for each row and unit. So the noise of units is not shared, gradients vary less, and
 * no numbers are drawn for the input. In inference the layer is `Dense`.
 *
 * The noise that `masks` shows is z, `f32 [batch, …, units]`, of density (2π)^(−1/2) exp(−z² / 2). Weights: `kernel` `[n, units]` and, with
 * `useBias`, `bias` `[units]`. `fastDropout` passes mean and variance through a whole network, and draws nothing.
 *
 * @see S. Wang, C. D. Manning, "Fast dropout training", ICML 2013.
 * @throws BernoulliError `CONFIG` for a rate outside [0, 1) or NaN (for a schedule: at the step that has it); `SHAPE` for an input without a
 * feature axis, or rates that are not as many as its features.
 * @example
 * ```ts
 * import { FastDropout } from '@bernoulli/api';
 * new FastDropout({ units: 64, rate: 0.5, activation: 'relu' }).getConfig()['rate']; // => 0.5
 * ```
 */
export class FastDropout extends Layer {
  readonly className = 'FastDropout';
  readonly rate: AnyRate;
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: FastDropoutConfig) {
    super();
    this.#config = readConfig('FastDropout', config, fields);
    this.rate = this.#config.rate;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override build(input: Shape): void {
    for (const weight of denseWeights('FastDropout', this.#config, input)) this.addWeight(weight);
    requireRates('FastDropout', this.#config.rate, input, 'rates need an input');
  }

  call(x: Tensor): Tensor {
    const { activation, useBias } = this.#config;
    const kernel = this.weight('kernel', x);
    const mean = x.matMul(kernel);
    const sum = useBias ? mean.add(this.weight('bias', x)) : mean;
    const trace = Trace.of(x);
    const { rate: rates } = this;
    if (rates instanceof Module) askRate(rates, x);
    if (!trace.noisy) {
      trace.skipSite();
      return activation(sum);
    }
    const z = trace.site({
      type: { dtype: 'f32', shape: mean.shape },
      rows: 'own',
      every: this.#config.every,
      draw: ({ key, rowOffset, type }) => drawNormal(key, type.shape, rowOffset),
      logProbability: normalLogDensity,
    });
    const odds = (rate: number): number => rate / (1 - rate);
    const spread = ofAnyRate('spread', rates, x, odds, ({ rate, keep }) => rate.div(keep), belowOne);
    const variance = x.square().mul(spread).matMul(kernel.square());
    return activation(sum.add(variance.add(TINY).sqrt().mul(z)));
  }
}

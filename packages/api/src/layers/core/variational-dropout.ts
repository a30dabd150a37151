/** A fully connected layer that learns how much noise each connection bears, and does without those that bear all of it. */
import { normalLogDensity } from '../../dropout/normal-law.ts';
import { fromZero, ofRate, stepRateField, type StepRate } from '../../dropout/rate.ts';
import { fail, number, plainConfig, readConfig, type SettingsOf, type Shape } from '../../ir/index.ts';
import { drawNormal } from '../../random/draw.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { Trace } from '../../tracing/trace.ts';
import { denseFields, denseWeights, type DenseConfig } from './dense-weights.ts';

export interface VariationalDropoutConfig extends DenseConfig {
  /** Price of the divergence from the prior: 1 / N for N rows and a loss that is a mean over rows, or a schedule that goes up to it. */
  readonly klWeight: StepRate;
  /** log α from which a connection is left out in inference. Default 3: a rate above 0.95. */
  readonly threshold?: number | undefined;
  /** log σ² of each connection to begin with. Default -10. */
  readonly initialLogVariance?: number | undefined;
}

const fields = {
  ...denseFields,
  klWeight: stepRateField('VariationalDropout', { key: 'klWeight', range: fromZero }),
  threshold: number(3),
  initialLogVariance: number(-10),
};

/** Which connections are left out in inference. */
export interface Pruned {
  /** 1 for a connection that is left out, `[n, units]` in row-major order. */
  readonly mask: Uint8Array;
  readonly count: number;
  /** The part of all connections that is left out. */
  readonly share: number;
}

/** Keeps log α where its sigmoid has a slope. */
const FURTHEST = 8;
/** Keeps the logarithm of a kernel of 0 finite, and the slope of a deviation of 0. */
const TINY = 1e-8;
/** Of the approximation of the divergence, in the paper's equation 14. */
const [K1, K2, K3] = [0.63576, 1.8732, 1.48695] as const;

/**
 * `Dense` with normal noise on each connection, whose size is learned: `[batch, …, n]` to `[batch, …, units]`.
 *
 * A connection is θ_kj + σ_kj · ε, ε ~ N(0, 1), which is dropout by a normal factor of rate α / (1 + α) with α = σ² / θ². What is activated
 * is then normal, and is drawn as such: Σ_k x_k θ_kj + b_j + √(Σ_k x_k² σ_kj²) · z_j, of mean Σ_k x_k θ_kj + b_j and variance Σ_k x_k² σ_kj²,
 * with a z for each row and unit. To the loss is added klWeight · Σ (k₁ (1 − σ(k₂ + k₃ log α)) + ½ log(1 + 1/α)), the divergence from a
 * prior that favours no size, by which connections that say little drown in noise. In inference those with log α of `threshold` and more
 * are 0, and no noise is drawn; `pruned` says which. Train without the price for a while first: let `klWeight` grow by a schedule.
 *
 * The noise that `masks` shows is z, `f32 [batch, …, units]`, of density (2π)^(−1/2) exp(−z² / 2). Weights: `kernel` θ and `logVariance`
 * log σ², both `[n, units]`, and, with `useBias`, `bias` `[units]`.
 *
 * @see D. Molchanov, A. Ashukha, D. Vetrov, "Variational Dropout Sparsifies Deep Neural Networks", ICML 2017; the normal sums are those of
 * D. P. Kingma, T. Salimans, M. Welling, "Variational Dropout and the Local Reparameterization Trick", NIPS 2015.
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for an input without a feature axis.
 * @example
 * ```ts
 * import { schedules, VariationalDropout } from '@bernoulli/api';
 * const rows = 60000;
 * const klWeight = schedules.linear({ from: 0, to: 1 / rows, steps: 5000 });
 * new VariationalDropout({ units: 300, activation: 'relu', klWeight }).getConfig()['threshold']; // => 3
 * ```
 */
export class VariationalDropout extends Layer {
  readonly className = 'VariationalDropout';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: VariationalDropoutConfig) {
    super();
    this.#config = readConfig('VariationalDropout', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override build(input: Shape): void {
    const weights = denseWeights('VariationalDropout', this.#config, input);
    for (const weight of weights) this.addWeight(weight);
    this.addWeight({
      name: 'logVariance',
      shape: weights[0]!.shape,
      initializer: { className: 'Constant', config: { value: this.#config.initialLogVariance } },
    });
  }

  call(x: Tensor): Tensor {
    const { activation, useBias, klWeight } = this.#config;
    const [kernel, logVariance] = [this.weight('kernel', x), this.weight('logVariance', x)];
    const logAlpha = logVariance.sub(kernel.square().add(TINY).log()).clip(-FURTHEST, FURTHEST);
    Trace.of(x).addLoss(divergence(logAlpha).mul(ofRate('klWeight', klWeight, x, (weight) => weight, fromZero)));
    const sum = this.#sum(x, kernel, logVariance, logAlpha);
    return activation(useBias ? sum.add(this.weight('bias', x)) : sum);
  }

  #sum(x: Tensor, kernel: Tensor, logVariance: Tensor, logAlpha: Tensor): Tensor {
    const trace = Trace.of(x);
    if (!trace.noisy) {
      trace.skipSite();
      return x.matMul(kernel.where(logAlpha.less(this.#config.threshold), 0));
    }
    const mean = x.matMul(kernel);
    const deviation = x.square().matMul(logVariance.exp()).add(TINY).sqrt();
    const z = trace.site({
      type: { dtype: 'f32', shape: mean.shape },
      rows: 'own',
      draw: ({ key, rowOffset, type }) => drawNormal(key, type.shape, rowOffset),
      logProbability: normalLogDensity,
    });
    return mean.add(deviation.mul(z));
  }

  /**
   * Which connections inference leaves out, for the layer's weights as `getWeights` gives them.
   *
   * @throws BernoulliError `SHAPE` for weights that are not of one layer.
   */
  pruned(kernel: { readonly data: ArrayLike<number> }, logVariance: { readonly data: ArrayLike<number> }): Pruned {
    if (kernel.data.length !== logVariance.data.length)
      fail('SHAPE', {
        who: 'VariationalDropout',
        what: `pruned needs kernel and logVariance of one layer; the kernel has ${kernel.data.length} numbers`,
        received: logVariance.data.length,
      });
    const mask = Uint8Array.from(kernel.data, (theta, i) => {
      const logAlpha = logVariance.data[i]! - Math.log(theta ** 2 + TINY);
      return Math.min(FURTHEST, logAlpha) < this.#config.threshold ? 0 : 1;
    });
    const count = mask.reduce((sum, left) => sum + left, 0);
    return { mask, count, share: count / mask.length };
  }
}

/** Of all connections from the prior, up to a constant. */
function divergence(logAlpha: Tensor): Tensor {
  const near = logAlpha.mul(K3).add(K2).sigmoid().subFrom(1).mul(K1);
  return near.add(logAlpha.neg().exp().log1p().mul(0.5)).sum();
}

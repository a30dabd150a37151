/** Multi-sample dropout: the end of a network sees several thinnings of what is below. */
import { fail, name, plainConfig, readConfig, whole, type SettingsOf } from '../../../ir/index.ts';
import { Layer, type PlainConfig } from '../../../tracing/layer.ts';
import { Tensor } from '../../../tracing/tensor.ts';
import { Trace } from '../../../tracing/trace.ts';
import { everyField, type Kept } from '../../every.ts';
import { innerLayer } from '../../inner-layer.ts';
import { anyRateField, type AnyRate } from '../../rate.ts';
import { Dropout } from './dropout.ts';

export interface MultiSampleDropoutConfig<Inner extends Layer = Layer> extends Kept {
  /** The layer that sees the samples. */
  readonly layer: Inner;
  /**
   * Probability in [0, 1] of dropping a unit: one number, one per unit of the last axis, a schedule over the
   * training steps, or a layer that says it, as `LearnedRate` does.
   */
  readonly rate: AnyRate;
  /** How many thinnings there are, from 1 up. Default 8. */
  readonly samples?: number | undefined;
  readonly name?: string | undefined;
}

const fields = {
  layer: innerLayer(),
  rate: anyRateField('MultiSampleDropout'),
  samples: whole(1, 8),
  every: everyField(),
  name: name(),
};

/**
 * The mean of a layer over several samples of dropout of its input in training: `[batch, …]` to what the layer gives.
 *
 * With S masks m_s, each by the law of `Dropout`, the output is 1/S · Σ_s layer(x · m_s / p). Its mean is that of one sample, its variance
 * 1/S of it, so that a step learns as from S times as many rows, and what is below is computed once. In inference it is layer(x), without
 * noise. The masks are drawn at the site `dropout` below the layer and its further uses, `dropout@1`, …
 *
 * The paper averages the losses of the samples, where this averages what the loss is told: for a loss that is convex in it, as
 * cross-entropy is in logits, that is no more.
 *
 * Weights: those of the layer, below `layer`.
 *
 * @see H. Inoue, "Multi-Sample Dropout for Accelerated Training and Better Generalization", 2019, arXiv:1905.09788.
 * @throws BernoulliError `CONFIG` for what is no layer, a rate outside [0, 1] or NaN (for a schedule: at the step that has it), or samples
 * that are no whole number from 1 up; `SHAPE` for rates that do not fit the input.
 * @example
 * ```ts
 * import { Dense, MultiSampleDropout } from '@bernoulli/api';
 * new MultiSampleDropout({ layer: new Dense({ units: 10 }), rate: 0.5 }).layer.className; // => 'Dense'
 * ```
 */
export class MultiSampleDropout<Inner extends Layer = Layer> extends Layer {
  readonly className = 'MultiSampleDropout';
  readonly layer: Inner;
  readonly dropout: Dropout;
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: MultiSampleDropoutConfig<Inner>) {
    super();
    this.#config = readConfig('MultiSampleDropout', config as MultiSampleDropoutConfig, fields);
    this.layer = this.#config.layer as Inner;
    this.dropout = new Dropout({ rate: this.#config.rate, every: this.#config.every });
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    const { samples } = this.#config;
    // All masks have their places in inference too, where nothing is drawn.
    const thinned = Array.from({ length: samples }, () => this.dropout.apply(x));
    if (!Trace.of(x).noisy) return this.#see(x);
    return thinned
      .map((each) => this.#see(each))
      .reduce((sum, y) => sum.add(y))
      .div(samples);
  }

  #see(x: Tensor): Tensor {
    const y = (this.layer as Layer).apply(x);
    if (!(y instanceof Tensor))
      fail('SHAPE', { who: 'MultiSampleDropout', what: 'the layer must give one tensor', received: 'several outputs' });
    return y;
  }
}

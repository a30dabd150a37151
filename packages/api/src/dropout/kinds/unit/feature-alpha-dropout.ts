/** Feature alpha dropout: whole channels are dropped to the low end of SELU. */
import { name, plainConfig, readConfig, type SettingsOf, type Shape, type TensorType } from '../../../ir/index.ts';
import type { PlainConfig } from '../../../tracing/layer.ts';
import type { Draw } from '../../../tracing/site.ts';
import type { Tensor } from '../../../tracing/tensor.ts';
import { coinLogProbability, coinType, tossCoins } from '../../coins.ts';
import { everyField, type Kept } from '../../every.ts';
import { DropoutKind, type Moments } from '../../kind.ts';
import { onePerChannel } from '../../noise-shape.ts';
import { anyRateField, type AnyRate } from '../../rate.ts';
import { alphaMoments, saturateWhere } from '../../self-normalizing.ts';

export interface FeatureAlphaDropoutConfig extends Kept {
  /**
   * Probability in [0, 1] of dropping a channel: one number, one per channel, a schedule over the training steps, or a layer that says it, as
   * `LearnedRate` does.
   */
  readonly rate: AnyRate;
  readonly name?: string | undefined;
}

const fields = { rate: anyRateField('FeatureAlphaDropout'), every: everyField(), name: name() };

/**
 * `AlphaDropout` with one coin for each channel of each row: `[batch, …, channels]` with a mask `[batch, 1, …, channels]`.
 *
 * Mean, variance and constants are those of `AlphaDropout`; elements of a channel share their coin. In inference the layer is the identity.
 *
 * @see G. Klambauer, T. Unterthiner, A. Mayr, S. Hochreiter, "Self-Normalizing Neural Networks", NeurIPS 2017, with the coins of
 * Tompson et al., "Efficient Object Localization Using Convolutional Networks", CVPR 2015; as in PyTorch, with channels last.
 * @throws BernoulliError `CONFIG` for a rate outside [0, 1] or NaN (for a schedule: at the step that has it); `SHAPE` for an input
 * without channels, or rates that are not as many as these.
 * @example
 * ```ts
 * import { FeatureAlphaDropout } from '@bernoulli/api';
 * const { mean } = new FeatureAlphaDropout({ rate: 0.5 }).moments(0);
 * Math.abs(mean) < 1e-12; // => true
 * ```
 */
export class FeatureAlphaDropout extends DropoutKind {
  readonly className = 'FeatureAlphaDropout';
  override readonly rate: AnyRate;
  readonly #config: SettingsOf<typeof fields>;

  // Law

  moments(x: number, unit?: number, step?: number): Moments {
    return alphaMoments(this.rate, x, unit, step);
  }

  protected logProbability(mask: Tensor, x: Tensor): Tensor {
    return coinLogProbability(this.rate, mask, x);
  }

  // Check

  constructor(config: FeatureAlphaDropoutConfig) {
    super();
    this.#config = readConfig('FeatureAlphaDropout', config, fields);
    this.rate = this.#config.rate;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  // Noise

  protected override get every(): number | undefined {
    return this.#config.every;
  }

  protected noiseType(input: Shape): TensorType {
    const shape = onePerChannel('FeatureAlphaDropout', input);
    return coinType('FeatureAlphaDropout', this.rate, shape);
  }

  protected noise(draw: Draw, x: Tensor): Tensor {
    return tossCoins(this.rate, draw, x);
  }

  // Apply

  protected perturb(x: Tensor, mask: Tensor): Tensor {
    return saturateWhere(this.rate, x, mask);
  }
}

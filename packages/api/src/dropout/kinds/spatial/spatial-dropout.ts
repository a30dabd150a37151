/** What dropout of whole channels is, for any number of axes between batch and channels. */
import { name, plainConfig, readConfig, type SettingsOf, type Shape, type TensorType } from '../../../ir/index.ts';
import type { PlainConfig } from '../../../tracing/layer.ts';
import type { Draw } from '../../../tracing/site.ts';
import type { Tensor } from '../../../tracing/tensor.ts';
import { coinLogProbability, coinMoments, coinType, keepWhere, tossCoins } from '../../coins.ts';
import { everyField, type Kept } from '../../every.ts';
import { DropoutKind, type Moments } from '../../kind.ts';
import { onePerChannel } from '../../noise-shape.ts';
import { anyRateField, type AnyRate } from '../../rate.ts';

export interface SpatialDropoutConfig extends Kept {
  /**
   * Probability in [0, 1] of dropping a channel: one number, one per channel, a schedule over the training steps, or a layer that says it, as
   * `LearnedRate` does.
   */
  readonly rate: AnyRate;
  readonly name?: string | undefined;
}

const fieldsOf = (who: string) => ({ rate: anyRateField(who), every: everyField(), name: name() });

/** The law of `Dropout`, with one coin for each channel of each row. */
export abstract class SpatialDropout extends DropoutKind {
  override readonly rate: AnyRate;
  readonly #who: string;
  readonly #axes: 1 | 2 | 3;
  readonly #config: SettingsOf<ReturnType<typeof fieldsOf>>;

  // Law

  moments(x: number, unit?: number, step?: number): Moments {
    return coinMoments(this.rate, x, unit, step);
  }

  protected logProbability(mask: Tensor, x: Tensor): Tensor {
    return coinLogProbability(this.rate, mask, x);
  }

  // Check

  constructor(who: string, axes: 1 | 2 | 3, config: SpatialDropoutConfig) {
    super();
    this.#who = who;
    this.#axes = axes;
    this.#config = readConfig(who, config, fieldsOf(who));
    this.rate = this.#config.rate;
  }

  getConfig(): PlainConfig {
    return plainConfig(fieldsOf(this.#who), this.#config);
  }

  // Noise

  protected override get every(): number | undefined {
    return this.#config.every;
  }

  protected noiseType(input: Shape): TensorType {
    const shape = onePerChannel(this.#who, input, this.#axes);
    return coinType(this.#who, this.rate, shape);
  }

  protected noise(draw: Draw, x: Tensor): Tensor {
    return tossCoins(this.rate, draw, x);
  }

  // Apply

  protected perturb(x: Tensor, mask: Tensor): Tensor {
    return keepWhere(this.rate, x, mask);
  }
}

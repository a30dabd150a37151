/** What dropout of whole channels is, for any number of axes between batch and channels. */
import { name, plainConfig, readConfig, type SettingsOf, type Shape, type TensorType } from '../../../ir/index.ts';
import type { PlainConfig } from '../../../tracing/layer.ts';
import type { Draw } from '../../../tracing/site.ts';
import type { Tensor } from '../../../tracing/tensor.ts';
import { coinLogProbability, coinMoments, keepWhere, requireRates, tossCoins } from '../../coins.ts';
import { everyField, type Kept } from '../../every.ts';
import { DropoutKind, type Moments } from '../../kind.ts';
import { onePerChannel } from '../../noise-shape.ts';
import { rateField, type Rate } from '../../rate.ts';

export interface SpatialDropoutConfig extends Kept {
  /** Probability in [0, 1] of dropping a channel: one number, one per channel, or a schedule over the training steps. */
  readonly rate: Rate;
  readonly name?: string | undefined;
}

const fieldsOf = (who: string) => ({ rate: rateField(who), every: everyField(), name: name() });

/** The law of `Dropout`, with one coin for each channel of each row. */
export abstract class SpatialDropout extends DropoutKind {
  readonly #who: string;
  readonly #axes: 1 | 2 | 3;
  readonly #config: SettingsOf<ReturnType<typeof fieldsOf>>;

  // Law

  moments(x: number, unit?: number, step?: number): Moments {
    return coinMoments(this.#config.rate, x, unit, step);
  }

  protected logProbability(mask: Tensor, x: Tensor): Tensor {
    return coinLogProbability(this.#config.rate, mask, x);
  }

  // Check

  constructor(who: string, axes: 1 | 2 | 3, config: SpatialDropoutConfig) {
    super();
    this.#who = who;
    this.#axes = axes;
    this.#config = readConfig(who, config, fieldsOf(who));
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
    requireRates(this.#who, this.#config.rate, shape);
    return { dtype: 'bool', shape };
  }

  protected noise(draw: Draw, x: Tensor): Tensor {
    return tossCoins(this.#config.rate, draw, x);
  }

  // Apply

  protected perturb(x: Tensor, mask: Tensor): Tensor {
    return keepWhere(this.#config.rate, x, mask);
  }
}

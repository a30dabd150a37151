/** Word dropout: numbers of words give way to that of an unknown one. */
import {
  integer,
  name,
  plainConfig,
  readConfig,
  type SettingsOf,
  type Shape,
  type TensorType,
} from '../../../ir/index.ts';
import type { PlainConfig } from '../../../tracing/layer.ts';
import type { Draw } from '../../../tracing/site.ts';
import type { Tensor } from '../../../tracing/tensor.ts';
import { coinLogProbability, coinType, tossCoins } from '../../coins.ts';
import { everyField, type Kept } from '../../every.ts';
import { DropoutKind, type Moments } from '../../kind.ts';
import { anyRateField, keepProbability, unlearned, type AnyRate } from '../../rate.ts';

export interface WordDropoutConfig extends Kept {
  /**
   * Probability in [0, 1] of dropping a word: one number, one per step of the sequence, a schedule over the training steps, or a layer that
   * says it of the words.
   */
  readonly rate: AnyRate;
  /** The number that stands for an unknown word. Default 0. */
  readonly unknown?: number | undefined;
  readonly name?: string | undefined;
}

const fields = {
  rate: unlearned('WordDropout', 'numbers of words have no slope', anyRateField('WordDropout')),
  unknown: integer(0),
  every: everyField(),
  name: name(),
};

/**
 * Puts the number of an unknown word in the place of each word with probability `rate` in training: numbers `[batch, steps]`, `i32` or
 * `f32`, to the same, in front of an `Embedding`.
 *
 * With p = 1 − rate and independent m ~ Bernoulli(p), the output is x where m, and `unknown` elsewhere; numbers of words are not scaled.
 * As numbers, they have the mean p x + (1 − p) unknown and the variance p (1 − p) (x − unknown)². A mask has the probability
 * Π p^m (1 − p)^(1 − m). In inference the layer is the identity. `TokenDropout` drops the vectors behind an `Embedding` instead.
 *
 * A layer may say the rate of each word, as for rare ones: `new Lambda((words) => words.cast('f32').div(20000))`. It cannot be learned:
 * numbers of words have no slope.
 *
 * @see S. R. Bowman, L. Vilnis, O. Vinyals, A. M. Dai, R. Jozefowicz, S. Bengio, "Generating Sentences from a Continuous Space", CoNLL 2016.
 * @throws BernoulliError `CONFIG` for a rate outside [0, 1] or NaN (for a schedule: at the step that has it), a `LearnedRate`, or an unknown
 * word that is no whole number; `SHAPE` for rates that are not as many as the steps.
 * @example
 * ```ts
 * import { WordDropout } from '@bernoulli/api';
 * new WordDropout({ rate: 0.5, unknown: 1 }).moments(3); // => { mean: 2, variance: 1 }
 * ```
 */
export class WordDropout extends DropoutKind {
  readonly className = 'WordDropout';
  override readonly rate: AnyRate;
  readonly #config: SettingsOf<typeof fields>;

  // Law

  moments(x: number, unit = 0, step?: number): Moments {
    const { unknown } = this.#config;
    const keep = keepProbability(this.rate, unit, step);
    return { mean: keep * x + (1 - keep) * unknown, variance: keep * (1 - keep) * (x - unknown) ** 2 };
  }

  protected logProbability(mask: Tensor, x: Tensor): Tensor {
    return coinLogProbability(this.rate, mask, x);
  }

  // Check

  constructor(config: WordDropoutConfig) {
    super();
    this.#config = readConfig('WordDropout', config, fields);
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
    return coinType('WordDropout', this.rate, input);
  }

  protected noise(draw: Draw, x: Tensor): Tensor {
    return tossCoins(this.rate, draw, x);
  }

  // Apply

  protected perturb(x: Tensor, mask: Tensor): Tensor {
    return x.where(mask, this.#config.unknown);
  }
}

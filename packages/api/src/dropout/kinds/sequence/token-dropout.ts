/** Token dropout, also called word dropout: whole steps of a sequence are dropped. */
import {
  fail,
  name,
  plainConfig,
  printShape,
  readConfig,
  type SettingsOf,
  type Shape,
  type TensorType,
} from '../../../ir/index.ts';
import type { PlainConfig } from '../../../tracing/layer.ts';
import type { Draw } from '../../../tracing/site.ts';
import type { Tensor } from '../../../tracing/tensor.ts';
import { coinLogProbability, coinMoments, coinType, keepWhere, tossCoins } from '../../coins.ts';
import { everyField, type Kept } from '../../every.ts';
import { DropoutKind, type Moments } from '../../kind.ts';
import { anyStepRateField, type AnyStepRate } from '../../rate.ts';

export interface TokenDropoutConfig extends Kept {
  /**
   * Probability in [0, 1] of dropping a step: one number, a schedule over the training steps, or a layer that says it, as
   * `LearnedRate` does.
   */
  readonly rate: AnyStepRate;
  readonly name?: string | undefined;
}

const fields = { rate: anyStepRateField('TokenDropout'), every: everyField(), name: name() };

/**
 * Drops whole steps of sequences with probability `rate` in training: `[batch, steps, …, features]` with a mask `[batch, steps, 1, …]`.
 *
 * Behind an `Embedding` it drops words, so that no single one is relied on. The law is that of `Dropout`: y = x · m / p with
 * p = 1 − rate and m ~ Bernoulli(p), of mean x and variance x² (1 − p) / p, where the features of a step share their m. A mask has the
 * probability Π p^m (1 − p)^(1 − m). In inference the layer is the identity. Rate 1 gives zeros.
 *
 * @see M. Iyyer, V. Manjunatha, J. Boyd-Graber, H. Daumé III, "Deep Unordered Composition Rivals Syntactic Methods for Text
 * Classification", ACL 2015 (word dropout), scaled in training.
 * @throws BernoulliError `CONFIG` for a rate outside [0, 1] or NaN (for a schedule: at the step that has it); `SHAPE` for an input
 * without steps and features.
 * @example
 * ```ts
 * import { TokenDropout } from '@bernoulli/api';
 * new TokenDropout({ rate: 0.5 }).moments(3); // => { mean: 3, variance: 9 }
 * ```
 */
export class TokenDropout extends DropoutKind {
  readonly className = 'TokenDropout';
  override readonly rate: AnyStepRate;
  readonly #config: SettingsOf<typeof fields>;

  // Law

  moments(x: number, unit?: number, step?: number): Moments {
    return coinMoments(this.rate, x, unit, step);
  }

  protected logProbability(mask: Tensor, x: Tensor): Tensor {
    return coinLogProbability(this.rate, mask, x);
  }

  // Check

  constructor(config: TokenDropoutConfig) {
    super();
    this.#config = readConfig('TokenDropout', config, fields);
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
    if (input.length < 3)
      fail('SHAPE', {
        who: 'TokenDropout',
        what: 'needs an input [batch, steps, …, features]',
        received: printShape(input),
      });
    return coinType(
      'TokenDropout',
      this.rate,
      input.map((n, axis) => (axis < 2 ? n : 1)),
    );
  }

  protected noise(draw: Draw, x: Tensor): Tensor {
    return tossCoins(this.rate, draw, x);
  }

  // Apply

  protected perturb(x: Tensor, mask: Tensor): Tensor {
    return keepWhere(this.rate, x, mask);
  }
}

/** Standard dropout: each unit is kept or dropped by a coin of its own. */
import {
  fail,
  name,
  optional,
  plainConfig,
  readConfig,
  whole,
  type SettingsOf,
  type Shape,
  type TensorType,
} from '../../../ir/index.ts';
import type { PlainConfig } from '../../../tracing/layer.ts';
import type { Draw, Rows } from '../../../tracing/site.ts';
import { Module } from '../../../tracing/module.ts';
import type { Tensor } from '../../../tracing/tensor.ts';
import { coinLogProbability, coinMoments, coinType, keepWhere, tossCoins } from '../../coins.ts';
import { everyField, type Kept } from '../../every.ts';
import { DropoutKind, type Moments } from '../../kind.ts';
import { isSharedByRows, noiseShapeField, resolveNoiseShape, type NoiseShape } from '../../noise-shape.ts';
import { anyRateField, type AnyRate, type Rate } from '../../rate.ts';
import { groupLogProbability, tossForGroups } from '../../row-groups.ts';

export interface DropoutConfig extends Kept {
  /**
   * Probability in [0, 1] of dropping a unit: one number, one per unit of the last axis, a schedule over the
   * training steps, or a layer that says it, as `LearnedRate` does.
   */
  readonly rate: AnyRate;
  /** Axes that share one draw, as in `[null, 1, null]`. Default: each element has its own. */
  readonly noiseShape?: NoiseShape | undefined;
  /** Rows side by side that share one mask, from 1 up. Default 1. */
  readonly shareRows?: number | undefined;
  readonly name?: string | undefined;
}

const fields = {
  rate: anyRateField('Dropout'),
  noiseShape: noiseShapeField(),
  shareRows: optional(whole(1)),
  every: everyField(),
  name: name(),
};

/**
 * Drops each unit with probability `rate` in training, and scales what is kept so that the mean stays.
 *
 * With keep probabilities p_j = 1 − rate_j and independent m_j ~ Bernoulli(p_j), the output is y_j = x_j · m_j / p_j. Its mean is
 * x_j, its variance x_j² (1 − p_j) / p_j. A thinned network has the probability Π p_j^{m_j} (1 − p_j)^{1 − m_j}, conditional on the
 * layer below. In inference the layer is the identity. Rate 1 gives zeros, with zero gradient.
 *
 * p_j is what masks really have, in the scale as in the law: 1 − rate_j rounded up to a multiple of 2⁻²³, `drawnProbability`. Rates
 * such as 0.5 and 0.25 lie on that grid. A rate below 1 keeps with at least 2⁻²³, so one above 1 − 2⁻²³ is taken for 1 − 2⁻²³.
 *
 * With `shareRows: s`, rows s g to s g + s − 1 of the batch share one mask, whose probability counts once: a law of its own. Each row is
 * still thinned by the law above, mean and variance stay, but rows of a group are thinned alike, so that their gradients have more in common
 * and the mean over a batch varies up to s times as much. How the batch is cut changes no bit; `sample` draws a group anew for each sample.
 *
 * @see Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov, "Dropout: A Simple Way to Prevent Neural Networks from
 * Overfitting", JMLR 15 (2014); scaled in training ("inverted"), as in Keras.
 * @throws BernoulliError `CONFIG` for a rate outside [0, 1] or NaN (for a schedule: at the step that has it), or a noise shape that shares the
 * batch beside `shareRows`; `SHAPE` for rates or a noise
 * shape that do not fit the input.
 * @example
 * ```ts
 * import { Dropout } from '@bernoulli/api';
 * new Dropout({ rate: 0.5 }).moments(3); // => { mean: 3, variance: 9 }
 * ```
 */
export class Dropout extends DropoutKind {
  readonly className = 'Dropout';
  override readonly rate: AnyRate;
  readonly #config: SettingsOf<typeof fields>;

  // Law

  moments(x: number, unit?: number, step?: number): Moments {
    return coinMoments(this.rate, x, unit, step);
  }

  protected logProbability(mask: Tensor, x: Tensor): Tensor {
    const { rate, shareRows } = this.#config;
    if (this.rows(x) === 'groups') return groupLogProbability(rate as Rate, mask, x, shareRows!);
    return coinLogProbability(rate, mask, x);
  }

  // Check

  constructor(config: DropoutConfig) {
    super();
    this.#config = readConfig('Dropout', config, fields);
    this.rate = this.#config.rate;
    const { noiseShape, shareRows = 1 } = this.#config;
    if (shareRows > 1 && this.rate instanceof Module)
      fail('CONFIG', {
        who: 'Dropout',
        what: 'shareRows must be 1 where a layer says the rate',
        received: shareRows,
      });
    if (shareRows > 1 && isSharedByRows(noiseShape))
      fail('CONFIG', {
        who: 'Dropout',
        what: 'shareRows must be 1 where noiseShape shares one draw among all rows',
        received: shareRows,
      });
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  // Noise

  protected override get every(): number | undefined {
    return this.#config.every;
  }

  protected noiseType(input: Shape): TensorType {
    const shape = resolveNoiseShape('Dropout', this.#config.noiseShape, input);
    return coinType('Dropout', this.rate, shape);
  }

  protected override rows(x: Tensor): Rows {
    if (isSharedByRows(this.#config.noiseShape)) return 'shared';
    const { shareRows = 1 } = this.#config;
    return shareRows > 1 && super.rows(x) === 'own' ? 'groups' : super.rows(x);
  }

  protected noise(draw: Draw, x: Tensor): Tensor {
    const { rate, shareRows } = this.#config;
    return this.rows(x) === 'groups' ? tossForGroups(rate as Rate, draw, x, shareRows!) : tossCoins(rate, draw, x);
  }

  // Apply

  protected perturb(x: Tensor, mask: Tensor): Tensor {
    return keepWhere(this.rate, x, mask);
  }
}

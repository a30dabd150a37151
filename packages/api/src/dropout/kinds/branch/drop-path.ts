/** DropPath, also called stochastic depth: a whole branch is kept or dropped for each row. */
import { name, plainConfig, readConfig, type SettingsOf, type Shape, type TensorType } from '../../../ir/index.ts';
import type { PlainConfig } from '../../../tracing/layer.ts';
import type { Draw } from '../../../tracing/site.ts';
import type { Tensor } from '../../../tracing/tensor.ts';
import { coinLogProbability, coinMoments, coinType, keepWhere, tossCoins } from '../../coins.ts';
import { everyField, type Kept } from '../../every.ts';
import { DropoutKind, type Moments } from '../../kind.ts';
import { anyStepRateField, type AnyStepRate } from '../../rate.ts';

export interface DropPathConfig extends Kept {
  /**
   * Probability in [0, 1] of dropping a row: one number, a schedule over the training steps, or a layer that says it, as
   * `LearnedRate` does.
   */
  readonly rate: AnyStepRate;
  readonly name?: string | undefined;
}

const fields = { rate: anyStepRateField('DropPath'), every: everyField(), name: name() };

/**
 * Drops whole rows of the batch with probability `rate` in training: `[batch, …]` with a mask `[batch, 1, …]`.
 *
 * At the end of a branch beside a shortcut, `x.add(path.apply(branch(x)))`, it takes the branch out for some rows: the network is as
 * deep as its coins say. The law is that of `Dropout`: y = x · m / p with p = 1 − rate and m ~ Bernoulli(p), of mean x and variance
 * x² (1 − p) / p, where all elements of a row share their m. A mask has the probability Π p^m (1 − p)^(1 − m). In inference the layer
 * is the identity. Rate 1 gives zeros. Usual rates grow in a straight line with depth: l · rate / L at the l-th of L branches.
 *
 * @see G. Huang, Y. Sun, Z. Liu, D. Sedra, K. Weinberger, "Deep Networks with Stochastic Depth", ECCV 2016, with a coin for each row and
 * scaled in training.
 * @throws BernoulliError `CONFIG` for a rate outside [0, 1] or NaN (for a schedule: at the step that has it).
 * @example
 * ```ts
 * import { DropPath } from '@bernoulli/api';
 * new DropPath({ rate: 0.5 }).moments(3); // => { mean: 3, variance: 9 }
 * ```
 */
export class DropPath extends DropoutKind {
  readonly className = 'DropPath';
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

  constructor(config: DropPathConfig) {
    super();
    this.#config = readConfig('DropPath', config, fields);
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
    return coinType(
      'DropPath',
      this.rate,
      input.map((n, axis) => (axis === 0 ? n : 1)),
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

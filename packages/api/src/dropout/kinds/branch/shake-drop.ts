/** ShakeDrop: a branch is kept, or multiplied by one number forwards and by another backwards. */
import {
  fail,
  field,
  name,
  plainConfig,
  printShape,
  readConfig,
  type Field,
  type SettingsOf,
  type Shape,
  type TensorType,
} from '../../../ir/index.ts';
import { drawUniform } from '../../../random/draw.ts';
import type { PlainConfig } from '../../../tracing/layer.ts';
import type { Draw } from '../../../tracing/site.ts';
import type { Tensor, TensorLike } from '../../../tracing/tensor.ts';
import { everyField, type Kept } from '../../every.ts';
import { DropoutKind, type Moments } from '../../kind.ts';
import { anyStepRateField, keepProbability, ofAnyKeep, unlearned, type AnyStepRate } from '../../rate.ts';
import { requireShared } from '../../rates/asked-rate.ts';
import { withGradientOf } from '../../straight-through.ts';
import { uniformLogDensity } from '../../uniform-law.ts';

/** The ends of an interval. */
type Interval = readonly [low: number, high: number];

export interface ShakeDropConfig extends Kept {
  /** Probability in [0, 1] that the branch of a row is shaken: one number, a schedule, or a layer that says it of the row. */
  readonly rate: AnyStepRate;
  /** Interval of the number that multiplies a shaken branch forwards. Default [-1, 1]. */
  readonly alpha?: Interval | undefined;
  /** Interval of the number that multiplies its gradient. Default [0, 1]. */
  readonly beta?: Interval | undefined;
  readonly name?: string | undefined;
}

const interval = (fallback: Interval): Field<Interval> =>
  field<Interval>(
    'be two finite numbers, the second no less than the first',
    (x) => Array.isArray(x) && x.length === 2 && x.every((n) => Number.isFinite(n)) && x[0] <= x[1],
    fallback,
  );

const fields = {
  rate: unlearned('ShakeDrop', 'its gradient is not that of what it computes', anyStepRateField('ShakeDrop')),
  alpha: interval([-1, 1]),
  beta: interval([0, 1]),
  every: everyField(),
  name: name(),
};

/**
 * Multiplies the branch of a row by 1 in training or, with probability `rate`, by a random number: `[batch, …]`.
 *
 * At the end of a branch beside a shortcut, `x.add(shake.apply(branch(x)))`. With p = 1 − rate, b ~ Bernoulli(p), α ~ U(alpha) and
 * β ~ U(beta), one of each for a row, the output is y = x · (b + (1 − b) α), and the gradient of x is that of y times b + (1 − b) β: what
 * is learned from is not what was computed. With c the middle of alpha, the mean is x · (p + (1 − p) c), the variance
 * x² · (p + (1 − p) E[α²] − (p + (1 − p) c)²). In inference the layer gives the mean: p x by default.
 *
 * The noise that `masks` shows is `f32 [batch, 3]`, numbers of [0, 1) of density 1: b is 1 where the first is below p, α and β are as far
 * in their intervals as the others say. Usual rates grow in a straight line with depth: l · rate / L at the l-th of L branches.
 *
 * @see Y. Yamada, M. Iwamura, T. Akiba, K. Kise, "ShakeDrop Regularization for Deep Residual Learning", IEEE Access 7 (2019), a draw for each
 * row.
 * @throws BernoulliError `CONFIG` for a rate outside [0, 1] or NaN (for a schedule: at the step that has it), a `LearnedRate`, as
 * the gradient is not that of what is computed, or an interval that is none; `SHAPE` for an input without features, or a rate that is not one for
 * each row.
 * @example
 * ```ts
 * import { ShakeDrop } from '@bernoulli/api';
 * new ShakeDrop({ rate: 0.5 }).moments(4).mean; // => 2
 * ```
 */
export class ShakeDrop extends DropoutKind {
  readonly className = 'ShakeDrop';
  override readonly rate: AnyStepRate;
  readonly #config: SettingsOf<typeof fields>;

  // Law

  moments(x: number, unit = 0, step?: number): Moments {
    const [low, high] = this.#config.alpha;
    const keep = keepProbability(this.rate, unit, step);
    const mean = this.#mean(keep);
    const square = keep + ((1 - keep) * (low * low + low * high + high * high)) / 3;
    return { mean: x * mean, variance: x * x * (square - mean * mean) };
  }

  #mean(keep: number): number {
    const [low, high] = this.#config.alpha;
    return keep + ((1 - keep) * (low + high)) / 2;
  }

  protected logProbability(noise: Tensor): Tensor {
    return uniformLogDensity(noise);
  }

  // Check

  constructor(config: ShakeDropConfig) {
    super();
    this.#config = readConfig('ShakeDrop', config, fields);
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
    if (input.length < 2)
      fail('SHAPE', { who: 'ShakeDrop', what: 'needs an input [batch, …]', received: printShape(input) });
    return { dtype: 'f32', shape: [input[0]!, 3] };
  }

  protected noise({ key, rowOffset, type }: Draw): Tensor {
    return drawUniform(key, type.shape, rowOffset);
  }

  // Apply

  protected perturb(x: Tensor, noise: Tensor): Tensor {
    const [rows, ...row] = x.shape as [number, ...number[]];
    const numberOf = (i: number): Tensor => noise.slice([0, i], [rows, 1]).reshape([rows, ...row.map(() => 1)]);
    const kept = numberOf(0).less(this.#ofKeep('keep', x, (keep) => keep));
    const factor = (i: number, [low, high]: Interval): Tensor =>
      numberOf(i)
        .mul(high - low)
        .add(low)
        .mul(kept.cast('f32').subFrom(1))
        .add(kept.cast('f32'));
    return withGradientOf(x.mul(factor(1, this.#config.alpha)), x.mul(factor(2, this.#config.beta)));
  }

  protected override infer(x: Tensor): Tensor {
    return x.mul(this.#ofKeep('mean', x, (keep) => this.#mean(keep)));
  }

  /** A straight line of the probability of keeping a row. */
  #ofKeep(name: string, x: Tensor, line: (keep: number) => number): TensorLike {
    const [at0, at1] = [line(0), line(1)];
    return ofAnyKeep(name, this.rate, x, line, (keep) => {
      requireShared(
        'rate',
        keep,
        x.shape.map((n, axis) => (axis === 0 ? n : 1)),
        'must be one for each row',
      );
      return keep.mul(at1 - at0).add(at0);
    });
  }
}

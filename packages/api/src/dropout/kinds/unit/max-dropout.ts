/** MaxDropout: the largest units of a row are dropped. */
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
import { drawUniform } from '../../../random/draw.ts';
import type { PlainConfig } from '../../../tracing/layer.ts';
import type { Draw } from '../../../tracing/site.ts';
import type { Tensor } from '../../../tracing/tensor.ts';
import { requireRates } from '../../coins.ts';
import { everyField, type Kept } from '../../every.ts';
import { DropoutKind, type Moments } from '../../kind.ts';
import { anyRateField, ofAnyRate, rateAt, unlearned, type AnyRate } from '../../rate.ts';
import { uniformLogDensity } from '../../uniform-law.ts';

export interface MaxDropoutConfig extends Kept {
  /** How far below the largest a unit may be and still go, in [0, 1] of the range of its row: one number, one per unit, a schedule, or a layer that says it. */
  readonly rate: AnyRate;
  readonly name?: string | undefined;
}

const fields = {
  rate: unlearned('MaxDropout', 'it is a threshold, which has no slope', anyRateField('MaxDropout')),
  every: everyField(),
  name: name(),
};

/**
 * Drops the units of a row that come near its largest in training: `[batch, …]`.
 *
 * Each row draws r ~ U[0, rate), one number times the rate of each unit. A unit is n = (x − min) / (max − min) up the range of its row, and is dropped where n > 1 − r. So it is
 * kept with p = min(1, (1 − n) / rate): the largest never, the lower ones always. What is left is not scaled, as in the paper: mean p x,
 * variance x² p (1 − p). In inference the layer is the identity. Rate 0 is the identity, and so is any rate for a row that is one number
 * throughout.
 *
 * The noise that `masks` shows is `f32 [batch, 1, …]`, r / rate, of density 1 on [0, 1).
 *
 * @see C. F. G. do Santos, D. Colombo, M. Roder, J. P. Papa, "MaxDropout: Deep Neural Network Regularization Based on Maximum Output
 * Values", ICPR 2020; with the range of each row, where the paper takes that of the batch. After S. Park, N. Kwak, "Analysis on the Dropout
 * Effect in Convolutional Neural Networks", ACCV 2016.
 * @throws BernoulliError `CONFIG` for a rate outside [0, 1] or NaN (for a schedule: at the step that has it), or a `LearnedRate`:
 * a threshold has no slope to learn from; `SHAPE` for an input without units, or rates that are not as many.
 * @example
 * ```ts
 * import { MaxDropout } from '@bernoulli/api';
 * // 3 is 0.75 up the row, and is kept half of the time.
 * new MaxDropout({ rate: 0.5 }).moments(3, 1, 0, [0, 3, 4]); // => { mean: 1.5, variance: 2.25 }
 * ```
 */
export class MaxDropout extends DropoutKind {
  readonly className = 'MaxDropout';
  override readonly rate: AnyRate;
  readonly #config: SettingsOf<typeof fields>;

  // Law

  moments(x: number, unit = 0, step?: number, row: readonly number[] = [x]): Moments {
    const rate = rateAt(this.rate, unit, step);
    const [low, high] = [Math.min(...row), Math.max(...row)];
    if (rate === 0 || low === high) return { mean: x, variance: 0 };
    const keep = Math.min(1, (high - x) / (high - low) / rate);
    return { mean: x * keep, variance: x * x * keep * (1 - keep) };
  }

  protected logProbability(u: Tensor): Tensor {
    return uniformLogDensity(u);
  }

  // Check

  constructor(config: MaxDropoutConfig) {
    super();
    this.#config = readConfig('MaxDropout', config, fields);
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
      fail('SHAPE', { who: 'MaxDropout', what: 'needs an input [batch, …]', received: printShape(input) });
    requireRates('MaxDropout', this.rate, input);
    return { dtype: 'f32', shape: input.map((n, axis) => (axis === 0 ? n : 1)) };
  }

  protected noise({ key, rowOffset, type }: Draw): Tensor {
    return drawUniform(key, type.shape, rowOffset);
  }

  // Apply

  protected perturb(x: Tensor, u: Tensor): Tensor {
    const inRow = x.shape.slice(1).map((_, i) => i + 1);
    const [low, high] = [x.min(inRow, true), x.max(inRow, true)];
    const rate = ofAnyRate(
      'rate',
      this.rate,
      x,
      (number) => number,
      (asked) => asked.rate,
    );
    const line = u.mul(rate).subFrom(1);
    return x.where(x.sub(low).lessEqual(line.mul(high.sub(low))), 0);
  }
}

/** Alpha dropout: units are dropped to the low end of SELU, and mean and variance stay. */
import { name, plainConfig, readConfig, type SettingsOf, type Shape, type TensorType } from '../../../ir/index.ts';
import type { PlainConfig } from '../../../tracing/layer.ts';
import type { Draw, Rows } from '../../../tracing/site.ts';
import type { Tensor } from '../../../tracing/tensor.ts';
import { coinLogProbability, coinType, tossCoins } from '../../coins.ts';
import { everyField, type Kept } from '../../every.ts';
import { DropoutKind, type Moments } from '../../kind.ts';
import { isSharedByRows, noiseShapeField, resolveNoiseShape, type NoiseShape } from '../../noise-shape.ts';
import { anyRateField, type AnyRate } from '../../rate.ts';
import { alphaMoments, saturateWhere } from '../../self-normalizing.ts';

export interface AlphaDropoutConfig extends Kept {
  /**
   * Probability in [0, 1] of dropping a unit: one number, one per unit of the last axis, a schedule over the
   * training steps, or a layer that says it, as `LearnedRate` does.
   */
  readonly rate: AnyRate;
  /** Axes that share one draw, as in `[null, 1, null]`. Default: each element has its own. */
  readonly noiseShape?: NoiseShape | undefined;
  readonly name?: string | undefined;
}

const fields = { rate: anyRateField('AlphaDropout'), noiseShape: noiseShapeField(), every: everyField(), name: name() };

/**
 * Drops each unit with probability `rate` in training to α′ = −λα, the low end of SELU, and maps all by a straight line.
 *
 * With p = 1 − rate and independent m ~ Bernoulli(p), the output is y = a · (x m + α′ (1 − m)) + b with
 * a = (p + p (1 − p) α′²)^(−1/2) and b = −a (1 − p) α′, where α′ ≈ −1.7581. Units of mean 0 and variance 1, as SELU with
 * `'lecunNormal'` makes them, keep both. For a given x the mean is a (p x + (1 − p) α′) + b and the variance a² p (1 − p) (x − α′)².
 * A mask has the probability Π p^m (1 − p)^(1 − m). In inference the layer is the identity. Rate 1 gives zeros.
 *
 * p is what masks really have, 1 − rate rounded up to a multiple of 2⁻²³.
 *
 * @see G. Klambauer, T. Unterthiner, A. Mayr, S. Hochreiter, "Self-Normalizing Neural Networks", NeurIPS 2017; as in Keras.
 * @throws BernoulliError `CONFIG` for a rate outside [0, 1] or NaN (for a schedule: at the step that has it); `SHAPE` for rates or a noise
 * shape that do not fit the input.
 * @example
 * ```ts
 * import { AlphaDropout } from '@bernoulli/api';
 * const { mean } = new AlphaDropout({ rate: 0.5 }).moments(0);
 * Math.abs(mean) < 1e-12; // => true
 * ```
 */
export class AlphaDropout extends DropoutKind {
  readonly className = 'AlphaDropout';
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

  constructor(config: AlphaDropoutConfig) {
    super();
    this.#config = readConfig('AlphaDropout', config, fields);
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
    const shape = resolveNoiseShape('AlphaDropout', this.#config.noiseShape, input);
    return coinType('AlphaDropout', this.rate, shape);
  }

  protected override rows(x: Tensor): Rows {
    return isSharedByRows(this.#config.noiseShape) ? 'shared' : super.rows(x);
  }

  protected noise(draw: Draw, x: Tensor): Tensor {
    return tossCoins(this.rate, draw, x);
  }

  // Apply

  protected perturb(x: Tensor, mask: Tensor): Tensor {
    return saturateWhere(this.rate, x, mask);
  }
}

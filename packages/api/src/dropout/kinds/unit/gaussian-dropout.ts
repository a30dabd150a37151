/** Gaussian dropout: each unit is multiplied by a normal number around 1. */
import { name, plainConfig, readConfig, type SettingsOf, type Shape, type TensorType } from '../../../ir/index.ts';
import { drawNormal } from '../../../random/draw.ts';
import type { PlainConfig } from '../../../tracing/layer.ts';
import type { Draw } from '../../../tracing/site.ts';
import type { Tensor } from '../../../tracing/tensor.ts';
import { requireRates } from '../../coins.ts';
import { everyField, type Kept } from '../../every.ts';
import { DropoutKind, type Moments } from '../../kind.ts';
import { normalLogDensity } from '../../normal-law.ts';
import { anyRateField, belowOne, ofAnyRate, rateAt, type AnyRate } from '../../rate.ts';
import type { Asked } from '../../rates/asked-rate.ts';

export interface GaussianDropoutConfig extends Kept {
  /**
   * In [0, 1), one number, one per unit of the last axis, a schedule, or a layer that says it, as `LearnedRate` does: the noise varies as
   * dropping with this probability does.
   */
  readonly rate: AnyRate;
  readonly name?: string | undefined;
}

const fields = { rate: anyRateField('GaussianDropout', { range: belowOne }), every: everyField(), name: name() };

/** σ² of the factor. */
const variance = (rate: number): number => rate / (1 - rate);

/** σ of a rate that a layer says; 0 of one that is 0, where it has no slope. */
function deviationOf({ rate, keep }: Asked): Tensor {
  const spread = rate.div(keep);
  return spread
    .greater(0)
    .cast('f32')
    .mul(spread.maximum(2 ** -46).sqrt());
}

/**
 * Multiplies each unit by normal noise of mean 1 in training.
 *
 * With independent z ~ N(0, 1) and σ = √(rate / (1 − rate)), the output is y = x · (1 + σ z). Its mean is x, its variance
 * x² rate / (1 − rate): those of dropout at the same rate. No unit is ever quite dropped. In inference the layer is the identity.
 *
 * The noise that `masks` shows is z; its density is (2π)^(−1/2) exp(−z² / 2).
 *
 * @see Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov, "Dropout: A Simple Way to Prevent Neural Networks from
 * Overfitting", JMLR 15 (2014), section 10; as in Keras.
 * @throws BernoulliError `CONFIG` for a rate outside [0, 1) or NaN (for a schedule: at the step that has it), as the variance has no
 * limit at 1; `SHAPE` for rates that do not fit the input.
 * @example
 * ```ts
 * import { GaussianDropout } from '@bernoulli/api';
 * new GaussianDropout({ rate: 0.5 }).moments(3); // => { mean: 3, variance: 9 }
 * ```
 */
export class GaussianDropout extends DropoutKind {
  readonly className = 'GaussianDropout';
  override readonly rate: AnyRate;
  readonly #config: SettingsOf<typeof fields>;

  // Law

  moments(x: number, unit = 0, step?: number): Moments {
    return { mean: x, variance: x * x * variance(rateAt(this.rate, unit, step, belowOne)) };
  }

  protected logProbability(z: Tensor): Tensor {
    return normalLogDensity(z);
  }

  // Check

  constructor(config: GaussianDropoutConfig) {
    super();
    this.#config = readConfig('GaussianDropout', config, fields);
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
    requireRates('GaussianDropout', this.rate, input, 'rates need noise');
    return { dtype: 'f32', shape: input };
  }

  protected noise({ key, rowOffset, type }: Draw): Tensor {
    return drawNormal(key, type.shape, rowOffset);
  }

  // Apply

  protected perturb(x: Tensor, z: Tensor): Tensor {
    const deviation = ofAnyRate('deviation', this.rate, x, (rate) => Math.sqrt(variance(rate)), deviationOf, belowOne);
    return x.mul(z.mul(deviation).add(1));
  }
}

/** Gaussian noise: a normal number is added to each unit. */
import { name, plainConfig, readConfig, type SettingsOf, type Shape, type TensorType } from '../../../ir/index.ts';
import { drawNormal } from '../../../random/draw.ts';
import type { PlainConfig } from '../../../tracing/layer.ts';
import type { Draw } from '../../../tracing/site.ts';
import type { Tensor } from '../../../tracing/tensor.ts';
import { requireRates } from '../../coins.ts';
import { everyField, type Kept } from '../../every.ts';
import { DropoutKind, type Moments } from '../../kind.ts';
import { normalLogDensity } from '../../normal-law.ts';
import type { AnyRate } from '../../rate.ts';
import { ofStrength, strengthAt, strengthField } from '../../strength.ts';

export interface GaussianNoiseConfig extends Kept {
  /**
   * Standard deviation of the noise, from 0 up, in the unit of the input: one number, one per unit of the last axis, a schedule, or a layer
   * that says it of the input.
   */
  readonly stddev: AnyRate;
  readonly name?: string | undefined;
}

const fields = {
  stddev: strengthField('GaussianNoise', 'stddev'),
  every: everyField(),
  name: name(),
};

/**
 * Adds normal noise of mean 0 to each unit in training.
 *
 * With independent z ~ N(0, 1), the output is y = x + stddev · z. Its mean is x, its variance stddev². In inference the layer is the
 * identity. On inputs, training with a little of it is close to a penalty on the slopes of the network. The output has a slope in the
 * deviation, so that a layer that says it may have weights: they learn it, and it ends at 0 unless the layer has a price of its own.
 *
 * The noise that `masks` shows is z; its density is (2π)^(−1/2) exp(−z² / 2).
 *
 * @see C. M. Bishop, "Training with Noise is Equivalent to Tikhonov Regularization", Neural Computation 7 (1995); as in Keras.
 * @throws BernoulliError `CONFIG` for a negative or infinite deviation or NaN (for a schedule: at the step that has it), or a `LearnedRate`, which is a probability; `SHAPE` for
 * deviations that do not fit the input.
 * @example
 * ```ts
 * import { GaussianNoise } from '@bernoulli/api';
 * new GaussianNoise({ stddev: 0.5 }).moments(3); // => { mean: 3, variance: 0.25 }
 * ```
 */
export class GaussianNoise extends DropoutKind {
  readonly className = 'GaussianNoise';
  override readonly strength: AnyRate;
  readonly #config: SettingsOf<typeof fields>;

  // Law

  moments(x: number, unit = 0, step?: number): Moments {
    return { mean: x, variance: strengthAt(this.strength, unit, step) ** 2 };
  }

  protected logProbability(z: Tensor): Tensor {
    return normalLogDensity(z);
  }

  // Check

  constructor(config: GaussianNoiseConfig) {
    super();
    this.#config = readConfig('GaussianNoise', config, fields);
    this.strength = this.#config.stddev;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  // Noise

  protected override get every(): number | undefined {
    return this.#config.every;
  }

  protected noiseType(input: Shape): TensorType {
    requireRates('GaussianNoise', this.strength, input, 'deviations need noise');
    return { dtype: 'f32', shape: input };
  }

  protected noise({ key, rowOffset, type }: Draw): Tensor {
    return drawNormal(key, type.shape, rowOffset);
  }

  // Apply

  protected perturb(x: Tensor, z: Tensor): Tensor {
    return x.add(z.mul(ofStrength('stddev', this.strength, x)));
  }
}

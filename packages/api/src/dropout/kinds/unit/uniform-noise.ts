/** Uniform noise: a number of an interval around 0 is added to each unit. */
import { name, plainConfig, readConfig, type SettingsOf, type Shape, type TensorType } from '../../../ir/index.ts';
import { centered, drawUniform } from '../../../random/draw.ts';
import type { PlainConfig } from '../../../tracing/layer.ts';
import type { Draw } from '../../../tracing/site.ts';
import type { Tensor } from '../../../tracing/tensor.ts';
import { requireRates } from '../../coins.ts';
import { everyField, type Kept } from '../../every.ts';
import { DropoutKind, type Moments } from '../../kind.ts';
import type { AnyRate } from '../../rate.ts';
import { ofStrength, strengthAt, strengthField } from '../../strength.ts';
import { uniformLogDensity } from '../../uniform-law.ts';

export interface UniformNoiseConfig extends Kept {
  /**
   * The most that is added or taken away, from 0 up, in the unit of the input: one number, one per unit of the last axis, a schedule, or a
   * layer that says it of the input.
   */
  readonly limit: AnyRate;
  readonly name?: string | undefined;
}

const fields = {
  limit: strengthField('UniformNoise', 'limit'),
  every: everyField(),
  name: name(),
};

/**
 * Adds to each unit a number between −limit and limit in training, all equally likely.
 *
 * With independent u ~ U[0, 1), the output is y = x + limit · (2u − 1), the middle of the interval being exactly x. Its mean is x, its
 * variance limit² / 3. In inference the layer is the identity. With limit ½ it stands for rounding to whole numbers, which has no slope
 * to learn from. A layer that says the limit may have weights, as for `GaussianNoise`.
 *
 * The noise that `masks` shows is u, whose density is 1 on [0, 1) and 0 elsewhere.
 *
 * @see J. Ballé, V. Laparra, E. P. Simoncelli, "End-to-end Optimized Image Compression", ICLR 2017.
 * @throws BernoulliError `CONFIG` for a negative or infinite limit or NaN (for a schedule: at the step that has it), or a `LearnedRate`, which is a probability; `SHAPE` for limits
 * that do not fit the input.
 * @example
 * ```ts
 * import { UniformNoise } from '@bernoulli/api';
 * new UniformNoise({ limit: 3 }).moments(1); // => { mean: 1, variance: 3 }
 * ```
 */
export class UniformNoise extends DropoutKind {
  readonly className = 'UniformNoise';
  override readonly strength: AnyRate;
  readonly #config: SettingsOf<typeof fields>;

  // Law

  moments(x: number, unit = 0, step?: number): Moments {
    return { mean: x, variance: strengthAt(this.strength, unit, step) ** 2 / 3 };
  }

  protected logProbability(u: Tensor): Tensor {
    return uniformLogDensity(u);
  }

  // Check

  constructor(config: UniformNoiseConfig) {
    super();
    this.#config = readConfig('UniformNoise', config, fields);
    this.strength = this.#config.limit;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  // Noise

  protected override get every(): number | undefined {
    return this.#config.every;
  }

  protected noiseType(input: Shape): TensorType {
    requireRates('UniformNoise', this.strength, input, 'limits need noise');
    return { dtype: 'f32', shape: input };
  }

  protected noise({ key, rowOffset, type }: Draw): Tensor {
    return drawUniform(key, type.shape, rowOffset);
  }

  // Apply

  protected perturb(x: Tensor, u: Tensor): Tensor {
    return x.add(centered(u).mul(ofStrength('limit', this.strength, x)));
  }
}

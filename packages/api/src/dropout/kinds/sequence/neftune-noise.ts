/** NEFTune: uniform noise on embeddings, the weaker the longer the sequence. */
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
import { centered, drawUniform } from '../../../random/draw.ts';
import type { PlainConfig } from '../../../tracing/layer.ts';
import type { Draw } from '../../../tracing/site.ts';
import type { Tensor } from '../../../tracing/tensor.ts';
import { everyField, type Kept } from '../../every.ts';
import { DropoutKind, type Moments } from '../../kind.ts';
import type { AnyStepRate } from '../../rate.ts';
import { ofStrength, stepStrengthField, strengthAt } from '../../strength.ts';
import { uniformLogDensity } from '../../uniform-law.ts';

export interface NEFTuneNoiseConfig extends Kept {
  /** Strength of the noise, from 0 up, 5 to 15 in the paper: one number, a schedule, or a layer that says it of the input. */
  readonly alpha: AnyStepRate;
  readonly name?: string | undefined;
}

const fields = {
  alpha: stepStrengthField('NEFTuneNoise', 'alpha'),
  every: everyField(),
  name: name(),
};

/**
 * Adds uniform noise to the vectors of words in training: `[batch, steps, features]`, behind an `Embedding`.
 *
 * With independent u ~ U[0, 1), the output is y = x + alpha / √(steps · features) · (2u − 1): the noise of a row has the same length,
 * whatever the number of steps. Its mean is x, its variance alpha² / (3 · steps · features). In inference the layer is the identity. A layer
 * that says alpha may have weights, as for `GaussianNoise`.
 *
 * The noise that `masks` shows is u, whose density is 1 on [0, 1) and 0 elsewhere.
 *
 * @see N. Jain et al., "NEFTune: Noisy Embeddings Improve Instruction Finetuning", ICLR 2024, arXiv:2310.05914.
 * @throws BernoulliError `CONFIG` for a negative or infinite strength or NaN (for a schedule: at the step that has it), or a `LearnedRate`, which is a probability; `SHAPE` for an input
 * with another number of axes or of unknown sizes; `STATE` for `moments` of a layer that has seen no input.
 * @example
 * ```ts
 * import { NEFTuneNoise } from '@bernoulli/api';
 * new NEFTuneNoise({ alpha: 5 }).getConfig(); // => { alpha: 5 }
 * ```
 */
export class NEFTuneNoise extends DropoutKind {
  readonly className = 'NEFTuneNoise';
  override readonly strength: AnyStepRate;
  readonly #config: SettingsOf<typeof fields>;
  #sizes: readonly [steps: number, features: number] | undefined;

  // Law

  moments(x: number, unit = 0, step?: number): Moments {
    const [steps, features] =
      this.#sizes ?? fail('STATE', { who: 'NEFTuneNoise', what: 'the law is known once a layer has seen sequences' });
    return { mean: x, variance: strengthAt(this.strength, unit, step) ** 2 / (3 * steps * features) };
  }

  protected logProbability(u: Tensor): Tensor {
    return uniformLogDensity(u);
  }

  // Check

  constructor(config: NEFTuneNoiseConfig) {
    super();
    this.#config = readConfig('NEFTuneNoise', config, fields);
    this.strength = this.#config.alpha;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  // Noise

  protected override get every(): number | undefined {
    return this.#config.every;
  }

  protected noiseType(input: Shape): TensorType {
    const [, steps, features] = input;
    if (input.length !== 3 || !(steps! >= 1 && features! >= 1))
      fail('SHAPE', {
        who: 'NEFTuneNoise',
        what: 'needs an input [batch, steps, features] of known sizes',
        received: printShape(input),
      });
    this.#sizes = [steps!, features!];
    return { dtype: 'f32', shape: input };
  }

  protected noise({ key, rowOffset, type }: Draw): Tensor {
    return drawUniform(key, type.shape, rowOffset);
  }

  // Apply

  protected perturb(x: Tensor, u: Tensor): Tensor {
    const [, steps, features] = x.shape as [number, number, number];
    return x.add(centered(u).mul(ofStrength('strength', this.strength, x, Math.sqrt(steps * features))));
  }
}

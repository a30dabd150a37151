/** Standout, or adaptive dropout: how large a unit is says how likely it is kept. */
import {
  name,
  number,
  plainConfig,
  readConfig,
  type SettingsOf,
  type Shape,
  type TensorType,
} from '../../../ir/index.ts';
import { drawBernoulli } from '../../../random/draw.ts';
import { drawnProbability } from '../../../random/drawn-probability.ts';
import type { PlainConfig } from '../../../tracing/layer.ts';
import type { Draw } from '../../../tracing/site.ts';
import type { Tensor } from '../../../tracing/tensor.ts';
import { logProbabilityOf } from '../../coins.ts';
import { everyField, type Kept } from '../../every.ts';
import { DropoutKind, type Moments } from '../../kind.ts';

export interface StandoutConfig extends Kept {
  /** How much a unit's size counts. Default 1. */
  readonly alpha?: number | undefined;
  /** The same for all units: larger keeps more. Default 0. */
  readonly beta?: number | undefined;
  readonly name?: string | undefined;
}

const fields = { alpha: number(1), beta: number(0), every: everyField(), name: name() };

/**
 * Keeps each unit x with probability p(x) = σ(alpha · x + beta) in training: large ones more often, with alpha above 0.
 *
 * With independent m ~ Bernoulli(p(x)), the output is y = x · m, not scaled, as in the paper: mean p(x) x, variance x² p(x) (1 − p(x)). In
 * inference the layer gives the mean, y = x · p(x). A mask has the probability Π p(x)^m (1 − p(x))^(1 − m), conditional on the layer
 * below: `model.masks` and `model.logProbability` want the rows, `{ x }`. No gradient flows through p(x) in training. Put behind a layer
 * that is linear, and in front of its activation, x is what the paper calls the sum of the unit's inputs.
 *
 * @see J. Ba, B. Frey, "Adaptive dropout for training deep neural networks", NIPS 2013, with the weights of the network as those of the
 * probabilities.
 * @throws BernoulliError `CONFIG` for settings that are no finite numbers.
 * @example
 * ```ts
 * import { Standout } from '@bernoulli/api';
 * new Standout().moments(0); // => { mean: 0, variance: 0 }
 * new Standout({ alpha: 0 }).moments(2); // => { mean: 1, variance: 1 }
 * ```
 */
export class Standout extends DropoutKind {
  readonly className = 'Standout';
  readonly #config: SettingsOf<typeof fields>;

  // Law

  moments(x: number): Moments {
    const { alpha, beta } = this.#config;
    const keep = drawnProbability(1 / (1 + Math.exp(-(alpha * x + beta))));
    return { mean: x * keep, variance: x * x * keep * (1 - keep) };
  }

  protected logProbability(mask: Tensor, x: Tensor): Tensor {
    return logProbabilityOf(mask, this.#keep(x));
  }

  // Check

  constructor(config: StandoutConfig = {}) {
    super();
    this.#config = readConfig('Standout', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  // Noise

  protected override get every(): number | undefined {
    return this.#config.every;
  }

  protected noiseType(input: Shape): TensorType {
    return { dtype: 'bool', shape: input };
  }

  protected noise({ key, rowOffset, type }: Draw, x: Tensor): Tensor {
    return drawBernoulli(key, this.#keep(x), type.shape, rowOffset);
  }

  #keep(x: Tensor): Tensor {
    const { alpha, beta } = this.#config;
    return x.mul(alpha).add(beta).sigmoid();
  }

  // Apply

  protected perturb(x: Tensor, mask: Tensor): Tensor {
    return x.where(mask, 0);
  }

  protected override infer(x: Tensor): Tensor {
    return x.mul(this.#keep(x));
  }
}

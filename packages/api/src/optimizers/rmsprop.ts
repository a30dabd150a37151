/** RMSprop: steps scaled by the running size of the gradient. */
import { below, flag, positive, type Fields } from '../ir/config/index.ts';
import { commonFields, GradientOptimizer, type OptimizerConfig } from './gradient-optimizer.ts';
import type { UpdateContext, Updated } from './optimizer.ts';
import { toward } from './running.ts';

export interface RMSpropConfig extends OptimizerConfig {
  /** ρ in [0, 1): memory of the second moment. Default 0.9. */
  readonly rho?: number;
  /** μ in [0, 1). Default 0. */
  readonly momentum?: number;
  /** ε above 0, under the root. Default 1e-7. */
  readonly epsilon?: number;
  /** Divide by the spread around the mean gradient instead of its size. Default `false`. */
  readonly centered?: boolean;
}

const fields = {
  rho: below(0, 1, 0.9),
  momentum: below(0, 1, 0),
  epsilon: positive(1e-7),
  centered: flag(false),
  ...commonFields(0.001),
} satisfies Fields<RMSpropConfig>;

/**
 * v ← v + (1 − ρ)(g² − v), s = η·g / √(v + ε), w ← w − s; with momentum b ← μ·b + s and w ← w − b. Centred, the mean
 * a ← a + (1 − ρ)(g − a) is kept too, and v − a² stands under the root. Default rate η: 0.001.
 * Sources: T. Tieleman, G. Hinton, Coursera lecture 6.5 (2012); centred: A. Graves, arXiv:1308.0850.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting.
 * @example
 * ```ts
 * import { RMSprop } from '@bernoulli/api';
 * new RMSprop({ momentum: 0.9 }).slots; // => ['velocity', 'momentum']
 * ```
 */
export class RMSprop extends GradientOptimizer<typeof fields> {
  readonly className = 'RMSprop';
  readonly slots: readonly string[];

  constructor(config: RMSpropConfig = {}) {
    super('RMSprop', config, fields);
    const { centered, momentum } = this.config;
    this.slots = ['velocity', ...(momentum > 0 ? ['momentum'] : []), ...(centered ? ['meanGradient'] : [])];
  }

  protected override get leastDivisor(): number {
    return this.config.centered ? 0 : Math.sqrt(this.config.epsilon);
  }

  protected move({ parameter, gradient, slots, scalars }: UpdateContext): Updated {
    const { rho, momentum, epsilon, centered } = this.config;
    const velocity = toward(slots['velocity']!, gradient.square(), rho);
    const next: Updated['slots'] = { velocity };
    let spread = velocity;
    if (centered) {
      const mean = (next['meanGradient'] = toward(slots['meanGradient']!, gradient, rho));
      spread = velocity.sub(mean.square());
    }
    let step = gradient.mul(scalars['learningRate']!).div(spread.add(epsilon).sqrt());
    if (momentum > 0) step = next['momentum'] = slots['momentum']!.mul(momentum).add(step);
    return { parameter: parameter.sub(step), slots: next };
  }
}

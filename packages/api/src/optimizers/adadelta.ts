/** Adadelta: steps in the unit of the weights. */
import { below, positive, type Fields } from '../ir/config/index.ts';
import { commonFields, GradientOptimizer, type OptimizerConfig } from './gradient-optimizer.ts';
import type { UpdateContext, Updated } from './optimizer.ts';
import { toward } from './running.ts';

export interface AdadeltaConfig extends OptimizerConfig {
  /** ρ in [0, 1): memory of the squares. Default 0.95. */
  readonly rho?: number;
  /** ε above 0, under both roots. Default 1e-7. */
  readonly epsilon?: number;
}

const fields = {
  rho: below(0, 1, 0.95),
  epsilon: positive(1e-7),
  ...commonFields(0.001),
} satisfies Fields<AdadeltaConfig>;

/**
 * a ← a + (1 − ρ)(g² − a), d = g·√(s + ε) / √(a + ε), s ← s + (1 − ρ)(d² − s), w ← w − η·d. Default rate η: 0.001; the paper's is 1.
 * Source: M. Zeiler, arXiv:1212.5701.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting.
 * @example
 * ```ts
 * import { Adadelta } from '@bernoulli/api';
 * new Adadelta({ learningRate: 1 }).slots; // => ['gradients', 'steps']
 * ```
 */
export class Adadelta extends GradientOptimizer<typeof fields> {
  readonly className = 'Adadelta';
  readonly slots: readonly string[] = ['gradients', 'steps'];

  constructor(config: AdadeltaConfig = {}) {
    super('Adadelta', config, fields);
  }

  protected move({ parameter, gradient, slots, scalars }: UpdateContext): Updated {
    const { rho, epsilon } = this.config;
    const gradients = toward(slots['gradients']!, gradient.square(), rho);
    const step = gradient.mul(slots['steps']!.add(epsilon).sqrt()).div(gradients.add(epsilon).sqrt());
    const steps = toward(slots['steps']!, step.square(), rho);
    return { parameter: parameter.sub(step.mul(scalars['learningRate']!)), slots: { gradients, steps } };
  }
}

/** Lion: steps of one size, in the direction of a blend of momentum and gradient. */
import { below, field, type Fields } from '../ir/config/index.ts';
import { commonFields, GradientOptimizer, type OptimizerConfig } from './gradient-optimizer.ts';
import type { UpdateContext, Updated } from './optimizer.ts';
import { toward } from './running.ts';

export interface LionConfig extends OptimizerConfig {
  /** β₁ in (0, 1]: share of the momentum in the direction. Default 0.9. */
  readonly beta1?: number;
  /** β₂ in [0, 1): memory of the momentum. Default 0.99. */
  readonly beta2?: number;
}

const fields = {
  beta1: field<number>('be above 0 and at most 1', (x) => typeof x === 'number' && x > 0 && x <= 1, 0.9),
  beta2: below(0, 1, 0.99),
  ...commonFields(0.001),
} satisfies Fields<LionConfig>;

/**
 * w ← w − η·sign(m + (1 − β₁)(g − m)), then m ← m + (1 − β₂)(g − m). Default rate η: 0.001; about a tenth of Adam's is right.
 * Source: X. Chen et al., "Symbolic Discovery of Optimization Algorithms", arXiv:2302.06675.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting.
 * @example
 * ```ts
 * import { Lion } from '@bernoulli/api';
 * new Lion({ learningRate: 1e-4, weightDecay: 0.1 }).slots; // => ['m']
 * ```
 */
export class Lion extends GradientOptimizer<typeof fields> {
  readonly className = 'Lion';
  readonly slots: readonly string[] = ['m'];

  constructor(config: LionConfig = {}) {
    super('Lion', config, fields);
  }

  protected override get leastDivisor(): number {
    return 1;
  }

  protected move({ parameter, gradient, slots, scalars }: UpdateContext): Updated {
    const { beta1, beta2 } = this.config;
    const direction = toward(slots['m']!, gradient, beta1).sign();
    return {
      parameter: parameter.sub(direction.mul(scalars['learningRate']!)),
      slots: { m: toward(slots['m']!, gradient, beta2) },
    };
  }
}

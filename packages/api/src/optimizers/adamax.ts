/** Adamax: Adam with the largest gradient in the place of the second moment. */
import { below, positive, type Fields } from '../ir/config/index.ts';
import { commonFields, GradientOptimizer, type OptimizerConfig } from './gradient-optimizer.ts';
import type { UpdateContext, Updated } from './optimizer.ts';
import { toward } from './running.ts';

export interface AdamaxConfig extends OptimizerConfig {
  /** β₁ in [0, 1): memory of the first moment. Default 0.9. */
  readonly beta1?: number;
  /** β₂ in [0, 1): memory of the largest gradient. Default 0.999. */
  readonly beta2?: number;
  /** ε above 0, beside the largest gradient. Default 1e-7. */
  readonly epsilon?: number;
}

const fields = {
  beta1: below(0, 1, 0.9),
  beta2: below(0, 1, 0.999),
  epsilon: positive(1e-7),
  ...commonFields(0.001),
} satisfies Fields<AdamaxConfig>;

/**
 * m ← m + (1 − β₁)(g − m), u ← max(β₂·u, |g|), w ← w − η / (1 − β₁ᵗ) · m / (u + ε) at the t-th step. Default rate η: 0.001.
 * Source: D. Kingma, J. Ba, arXiv:1412.6980, section 7.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting.
 * @example
 * ```ts
 * import { Adamax } from '@bernoulli/api';
 * new Adamax({ learningRate: 0.1, beta1: 0.5 }).scalars(0); // => { stepSize: 0.2 }
 * ```
 */
export class Adamax extends GradientOptimizer<typeof fields> {
  readonly className = 'Adamax';
  readonly slots: readonly string[] = ['m', 'u'];

  constructor(config: AdamaxConfig = {}) {
    super('Adamax', config, fields);
  }

  protected override get leastDivisor(): number {
    return this.config.epsilon;
  }

  protected override stepScalars(rate: number, updates: number): Record<string, number> {
    return { stepSize: rate / (1 - this.config.beta1 ** (updates + 1)) };
  }

  protected move({ parameter, gradient, slots, scalars }: UpdateContext): Updated {
    const { beta1, beta2, epsilon } = this.config;
    const m = toward(slots['m']!, gradient, beta1);
    const u = slots['u']!.mul(beta2).maximum(gradient.abs());
    return { parameter: parameter.sub(m.mul(scalars['stepSize']!).div(u.add(epsilon))), slots: { m, u } };
  }
}

/** Nadam: Adam with Nesterov's momentum. */
import { below, positive, type Fields } from '../ir/config/index.ts';
import { commonFields, GradientOptimizer, type OptimizerConfig } from './gradient-optimizer.ts';
import type { UpdateContext, Updated } from './optimizer.ts';
import { toward } from './running.ts';

export interface NadamConfig extends OptimizerConfig {
  /** β₁ in [0, 1): memory of the first moment. Default 0.9. */
  readonly beta1?: number;
  /** β₂ in [0, 1): memory of the second moment. Default 0.999. */
  readonly beta2?: number;
  /** ε above 0, beside the corrected square root. Default 1e-7. */
  readonly epsilon?: number;
}

const fields = {
  beta1: below(0, 1, 0.9),
  beta2: below(0, 1, 0.999),
  epsilon: positive(1e-7),
  ...commonFields(0.001),
} satisfies Fields<NadamConfig>;

/** After so many steps 1 − 0.96ᵗ / 2 is 1. */
const warm = 1000;

/**
 * m and v as in Adam, μₜ = β₁(1 − 0.96ᵗ / 2) and Πₜ = μ₁ ⋯ μₜ at the t-th step, then
 * w ← w − η(μₜ₊₁·m / (1 − Πₜ₊₁) + (1 − μₜ)·g / (1 − Πₜ)) / (√(v / (1 − β₂ᵗ)) + ε). Default rate η: 0.001.
 * Source: T. Dozat, "Incorporating Nesterov Momentum into Adam" (ICLR workshop 2016).
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting.
 * @example
 * ```ts
 * import { Nadam } from '@bernoulli/api';
 * new Nadam({ learningRate: 0.01 }).slots; // => ['m', 'v']
 * ```
 */
export class Nadam extends GradientOptimizer<typeof fields> {
  readonly className = 'Nadam';
  readonly slots: readonly string[] = ['m', 'v'];

  constructor(config: NadamConfig = {}) {
    super('Nadam', config, fields);
  }

  protected override get leastDivisor(): number {
    return this.config.epsilon;
  }

  protected override stepScalars(rate: number, updates: number): Record<string, number> {
    const { beta1, beta2 } = this.config;
    const t = updates + 1;
    const mu = (step: number): number => beta1 * (1 - 0.96 ** step / 2);
    let product = beta1 ** Math.max(t - warm, 0);
    for (let step = Math.min(t, warm); step > 0; step--) product *= mu(step);
    return {
      momentumShare: (rate * mu(t + 1)) / (1 - product * mu(t + 1)),
      gradientShare: (rate * (1 - mu(t))) / (1 - product),
      vCorrection: 1 / (1 - beta2 ** t),
    };
  }

  protected move({ parameter, gradient, slots, scalars }: UpdateContext): Updated {
    const { beta1, beta2, epsilon } = this.config;
    const m = toward(slots['m']!, gradient, beta1);
    const v = toward(slots['v']!, gradient.square(), beta2);
    const ahead = m.mul(scalars['momentumShare']!).add(gradient.mul(scalars['gradientShare']!));
    const size = v.mul(scalars['vCorrection']!).sqrt().add(epsilon);
    return { parameter: parameter.sub(ahead.div(size)), slots: { m, v } };
  }
}

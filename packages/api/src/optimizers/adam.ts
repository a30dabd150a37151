/** Adam: steps scaled by running moments of the gradient. */
import { below, flag, positive, type Fields } from '../ir/config/index.ts';
import { commonFields, GradientOptimizer, type OptimizerConfig } from './gradient-optimizer.ts';
import type { UpdateContext, Updated } from './optimizer.ts';
import { toward } from './running.ts';

export interface AdamConfig extends OptimizerConfig {
  /** β₁ in [0, 1): memory of the first moment. Default 0.9. */
  readonly beta1?: number;
  /** β₂ in [0, 1): memory of the second moment. Default 0.999. */
  readonly beta2?: number;
  /** ε above 0, beside the uncorrected square root. Default 1e-7. */
  readonly epsilon?: number;
  /** Divide by the largest second moment so far. Default `false`. */
  readonly amsgrad?: boolean;
}

const fields = {
  beta1: below(0, 1, 0.9),
  beta2: below(0, 1, 0.999),
  epsilon: positive(1e-7),
  amsgrad: flag(false),
  ...commonFields(0.001),
} satisfies Fields<AdamConfig>;

/**
 * m ← m + (1 − β₁)(g − m), v ← v + (1 − β₂)(g² − v), w ← w − α·m / (√v + ε), with α = η·√(1 − β₂ᵗ) / (1 − β₁ᵗ) at the t-th
 * step. So ε is the ε̂ of the paper's section 2: it stands beside the uncorrected root. Default rate η: 0.001.
 * Sources: D. Kingma, J. Ba, arXiv:1412.6980; `amsgrad`: S. Reddi, S. Kale, S. Kumar, arXiv:1904.09237.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting.
 * @example
 * ```ts
 * import { Adam } from '@bernoulli/api';
 * new Adam({ beta1: 0.9, beta2: 0.75, learningRate: 0.1 }).scalars(0); // => { stepSize: 0.5000000000000001 }
 * ```
 */
export class Adam extends GradientOptimizer<typeof fields> {
  readonly className: string = 'Adam';
  readonly slots: readonly string[];

  constructor(config: AdamConfig = {}, who = 'Adam', own: Partial<typeof fields> = {}) {
    super(who, config, { ...fields, ...own });
    this.slots = this.config.amsgrad ? ['m', 'v', 'vMax'] : ['m', 'v'];
  }

  protected override get leastDivisor(): number {
    return this.config.epsilon;
  }

  protected override stepScalars(rate: number, updates: number): Record<string, number> {
    const { beta1, beta2 } = this.config;
    return { stepSize: adamStepSize(rate, beta1, beta2, updates) };
  }

  protected move(context: UpdateContext): Updated {
    return adamMove(context, this.config);
  }
}

/** The rate, with what both moments begin with corrected for, after so many updates. */
export function adamStepSize(rate: number, beta1: number, beta2: number, updates: number): number {
  return (rate * Math.sqrt(1 - beta2 ** (updates + 1))) / (1 - beta1 ** (updates + 1));
}

/** Adam's move of one parameter, by the scalar `stepSize`. */
export function adamMove(
  { parameter, gradient, slots, scalars }: UpdateContext,
  { beta1, beta2, epsilon, amsgrad }: Required<Omit<AdamConfig, keyof OptimizerConfig>>,
): Updated {
  const m = toward(slots['m']!, gradient, beta1);
  const v = toward(slots['v']!, gradient.square(), beta2);
  const vMax = amsgrad ? slots['vMax']!.maximum(v) : null;
  const direction = m.mul(scalars['stepSize']!).div((vMax ?? v).sqrt().add(epsilon));
  return { parameter: parameter.sub(direction), slots: vMax === null ? { m, v } : { m, v, vMax } };
}

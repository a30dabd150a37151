/** FTRL: follow the regularized leader, which makes sparse weights. */
import { atLeast, field, type Fields } from '../ir/config/index.ts';
import { fail } from '../ir/index.ts';
import { commonFields, GradientOptimizer, type OptimizerConfig } from './gradient-optimizer.ts';
import type { UpdateContext, Updated } from './optimizer.ts';

export interface FtrlConfig extends OptimizerConfig {
  /** −p, at most 0: how the rate falls with the sum of squares. Default −0.5. */
  readonly learningRatePower?: number;
  /** What the sum of squares begins with, at least 0. Default 0.1. */
  readonly initialAccumulatorValue?: number;
  /** λ₁, at least 0. Default 0. */
  readonly l1RegularizationStrength?: number;
  /** λ₂, at least 0. Default 0. */
  readonly l2RegularizationStrength?: number;
  /** Of an L2 penalty that is added to the gradient, at least 0. Default 0. */
  readonly l2ShrinkageRegularizationStrength?: number;
  /** β of the paper, at least 0. Default 0. */
  readonly beta?: number;
}

const fields = {
  learningRatePower: field<number>(
    'be a finite number of at most 0',
    (x) => Number.isFinite(x) && Number(x) <= 0,
    -0.5,
  ),
  initialAccumulatorValue: atLeast(0, 0.1),
  l1RegularizationStrength: atLeast(0, 0),
  l2RegularizationStrength: atLeast(0, 0),
  l2ShrinkageRegularizationStrength: atLeast(0, 0),
  beta: atLeast(0, 0),
  ...commonFields(0.001),
} satisfies Fields<FtrlConfig>;

/**
 * n' = n + g², z ← z + g + 2·shrinkage·w − (n'ᵖ − nᵖ) / η · w, w ← (clip(z, −λ₁, λ₁) − z) / (n'ᵖ / η + 2λ₂ + β / η), n ← n'. The slot of
 * n leaves the initial value out. The rate η must be above 0 at every step; default 0.001.
 * Source: H. B. McMahan et al., "Ad Click Prediction: a View from the Trenches" (KDD 2013).
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting, and for a rate of 0.
 * @example
 * ```ts
 * import { Ftrl } from '@bernoulli/api';
 * new Ftrl({ learningRate: 0.1, l1RegularizationStrength: 0.01 }).slots; // => ['accumulator', 'linear']
 * ```
 */
export class Ftrl extends GradientOptimizer<typeof fields> {
  readonly className = 'Ftrl';
  readonly slots: readonly string[] = ['accumulator', 'linear'];

  constructor(config: FtrlConfig = {}) {
    super('Ftrl', config, fields);
  }

  protected override stepScalars(rate: number): Record<string, number> {
    if (rate === 0) fail('CONFIG', { who: 'Ftrl', what: 'learningRate must be above 0 at every step', received: rate });
    const { l2RegularizationStrength, beta } = this.config;
    return { perRate: 1 / rate, pull: 2 * l2RegularizationStrength + beta / rate };
  }

  protected move({ parameter, gradient, slots, scalars }: UpdateContext): Updated {
    const { learningRatePower, initialAccumulatorValue, l1RegularizationStrength: l1 } = this.config;
    const powered = (squares: typeof parameter) =>
      squares.add(initialAccumulatorValue).pow(-learningRatePower).mul(scalars['perRate']!);
    const accumulator = slots['accumulator']!.add(gradient.square());
    const steepness = powered(accumulator);
    const shrunk = gradient.add(parameter.mul(2 * this.config.l2ShrinkageRegularizationStrength));
    const linear = slots['linear']!.add(shrunk).sub(steepness.sub(powered(slots['accumulator']!)).mul(parameter));
    return {
      parameter: linear.clip(-l1, l1).sub(linear).div(steepness.add(scalars['pull']!)),
      slots: { accumulator, linear },
    };
  }
}

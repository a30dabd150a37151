/** Adagrad: steps that shrink with all the gradients so far. */
import { atLeast, positive, type Fields } from '../ir/config/index.ts';
import { commonFields, GradientOptimizer, type OptimizerConfig } from './gradient-optimizer.ts';
import type { UpdateContext, Updated } from './optimizer.ts';

export interface AdagradConfig extends OptimizerConfig {
  /** What the sum of squares begins with, at least 0. Default 0.1. */
  readonly initialAccumulatorValue?: number;
  /** ε above 0, under the root. Default 1e-7. */
  readonly epsilon?: number;
}

const fields = {
  initialAccumulatorValue: atLeast(0, 0.1),
  epsilon: positive(1e-7),
  ...commonFields(0.001),
} satisfies Fields<AdagradConfig>;

/**
 * a ← a + g², w ← w − η·g / √(a₀ + a + ε), with a₀ the initial value, which the slot leaves out. Default rate η: 0.001.
 * Source: J. Duchi, E. Hazan, Y. Singer, "Adaptive Subgradient Methods" (JMLR 12, 2011).
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting.
 * @example
 * ```ts
 * import { Adagrad } from '@bernoulli/api';
 * new Adagrad({ initialAccumulatorValue: 0 }).slots; // => ['accumulator']
 * ```
 */
export class Adagrad extends GradientOptimizer<typeof fields> {
  readonly className = 'Adagrad';
  readonly slots: readonly string[] = ['accumulator'];

  constructor(config: AdagradConfig = {}) {
    super('Adagrad', config, fields);
  }

  protected override get leastDivisor(): number {
    return Math.sqrt(this.config.initialAccumulatorValue + this.config.epsilon);
  }

  protected move({ parameter, gradient, slots, scalars }: UpdateContext): Updated {
    const { initialAccumulatorValue, epsilon } = this.config;
    const accumulator = slots['accumulator']!.add(gradient.square());
    const size = accumulator.add(initialAccumulatorValue + epsilon).sqrt();
    return { parameter: parameter.sub(gradient.mul(scalars['learningRate']!).div(size)), slots: { accumulator } };
  }
}

/** Gradient descent, with momentum if asked. */
import { below, flag, type Fields } from '../ir/config/index.ts';
import { fail } from '../ir/index.ts';
import { commonFields, GradientOptimizer, type OptimizerConfig } from './gradient-optimizer.ts';
import type { UpdateContext, Updated } from './optimizer.ts';

export interface SGDConfig extends OptimizerConfig {
  /** μ in [0, 1). Default 0. */
  readonly momentum?: number;
  /** Look ahead along the momentum. Default `false`. */
  readonly nesterov?: boolean;
}

const fields = { momentum: below(0, 1, 0), nesterov: flag(false), ...commonFields(0.01) } satisfies Fields<SGDConfig>;

/**
 * w ← w − η·g; with momentum v ← μ·v − η·g and w ← w + v, or, Nesterov's way, w ← w + μ·v − η·g. Default rate η: 0.01.
 * Source: I. Sutskever et al., "On the importance of initialization and momentum in deep learning" (ICML 2013).
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting, and for `nesterov` without momentum.
 * @example
 * ```ts
 * import { SGD } from '@bernoulli/api';
 * new SGD({ learningRate: 0.1, momentum: 0.9 }).scalars(0); // => { learningRate: 0.1 }
 * ```
 */
export class SGD extends GradientOptimizer<typeof fields> {
  readonly className = 'SGD';
  readonly slots: readonly string[];

  constructor(config: SGDConfig = {}) {
    super('SGD', config, fields);
    if (this.config.nesterov && this.config.momentum === 0)
      fail('CONFIG', { who: 'SGD', what: 'nesterov needs a momentum above 0', received: 0 });
    this.slots = this.config.momentum === 0 ? [] : ['velocity'];
  }

  protected override get leastDivisor(): number {
    return 1;
  }

  protected move({ parameter, gradient, slots, scalars }: UpdateContext): Updated {
    const { momentum, nesterov } = this.config;
    const downhill = gradient.mul(scalars['learningRate']!);
    if (momentum === 0) return { parameter: parameter.sub(downhill), slots: {} };
    const velocity = slots['velocity']!.mul(momentum).sub(downhill);
    const moved = nesterov ? parameter.add(velocity.mul(momentum)).sub(downhill) : parameter.add(velocity);
    return { parameter: moved, slots: { velocity } };
  }
}

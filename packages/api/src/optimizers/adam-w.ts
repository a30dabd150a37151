/** Adam with weight decay beside the update. */
import { Adam, type AdamConfig } from './adam.ts';
import { commonFields } from './gradient-optimizer.ts';

/**
 * {@link Adam} with a `weightDecay` of 0.004 unless said otherwise; it applies to every parameter that
 * `excludeFromWeightDecay` does not name.
 * Source: I. Loshchilov, F. Hutter, arXiv:1711.05101.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting.
 * @example
 * ```ts
 * import { AdamW } from '@bernoulli/api';
 * new AdamW().getConfig().weightDecay; // => 0.004
 * ```
 */
export class AdamW extends Adam {
  override readonly className = 'AdamW';

  constructor(config: AdamConfig = {}) {
    super(config, 'AdamW', { weightDecay: commonFields(0.001, 0.004).weightDecay });
  }
}

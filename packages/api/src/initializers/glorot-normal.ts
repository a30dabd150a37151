/** Normal, with a variance for layers whose activation is close to the identity. */
import { readConfig } from '../ir/config/index.ts';
import type { Shape } from '../ir/index.ts';
import type { Key } from '../ir/random/threefry.ts';
import type { Initializer } from './initializer.ts';
import { drawScaled } from './scaled.ts';

/**
 * Normal, cut at two standard deviations, with variance 2 / (fanIn + fanOut) after the cut.
 * Source: X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks" (AISTATS 2010).
 *
 * @throws BernoulliError `CONFIG` for any setting: there are none.
 * @example
 * ```ts
 * import { GlorotNormal } from '@bernoulli/api';
 * new GlorotNormal().draw([0, 1], [3, 4]).length; // => 12
 * ```
 */
export class GlorotNormal implements Initializer {
  readonly className = 'GlorotNormal';

  constructor(config: Readonly<Record<never, never>> = {}) {
    readConfig('GlorotNormal', config, {});
  }

  draw(key: Key, shape: Shape): Float32Array {
    return drawScaled(key, shape, { scale: 1, mode: 'fanAvg', distribution: 'truncatedNormal' });
  }

  getConfig(): Record<string, unknown> {
    return {};
  }
}

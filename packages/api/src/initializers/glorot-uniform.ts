/** Uniform, with a variance for layers whose activation is close to the identity. */
import { readConfig } from '../ir/config/index.ts';
import type { Shape } from '../ir/index.ts';
import type { Key } from '../ir/random/threefry.ts';
import type { Initializer } from './initializer.ts';
import { drawScaled } from './scaled.ts';

/**
 * Uniform in ±√(6 / (fanIn + fanOut)): variance 2 / (fanIn + fanOut).
 * Source: X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks" (AISTATS 2010).
 *
 * @throws BernoulliError `CONFIG` for any setting: there are none.
 * @example
 * ```ts
 * import { GlorotUniform } from '@bernoulli/api';
 * new GlorotUniform().draw([0, 1], [3, 4]).length; // => 12
 * ```
 */
export class GlorotUniform implements Initializer {
  readonly className = 'GlorotUniform';

  constructor(config: Readonly<Record<never, never>> = {}) {
    readConfig('GlorotUniform', config, {});
  }

  draw(key: Key, shape: Shape): Float32Array {
    return drawScaled(key, shape, { scale: 1, mode: 'fanAvg', distribution: 'uniform' });
  }

  getConfig(): Record<string, unknown> {
    return {};
  }
}

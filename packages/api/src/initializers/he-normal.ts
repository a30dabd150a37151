/** Normal, with a variance for rectifiers. */
import { readConfig } from '../ir/config/index.ts';
import type { Shape } from '../ir/index.ts';
import type { Key } from '../ir/random/threefry.ts';
import type { Initializer } from './initializer.ts';
import { drawScaled } from './scaled.ts';

/**
 * Normal, cut at two standard deviations, with variance 2 / fanIn after the cut.
 * Source: K. He, X. Zhang, S. Ren, J. Sun, "Delving deep into rectifiers" (ICCV 2015).
 *
 * @throws BernoulliError `CONFIG` for any setting: there are none.
 * @example
 * ```ts
 * import { HeNormal } from '@bernoulli/api';
 * new HeNormal().draw([0, 1], [3, 4]).length; // => 12
 * ```
 */
export class HeNormal implements Initializer {
  readonly className = 'HeNormal';

  constructor(config: Readonly<Record<never, never>> = {}) {
    readConfig('HeNormal', config, {});
  }

  draw(key: Key, shape: Shape): Float32Array {
    return drawScaled(key, shape, { scale: 2, mode: 'fanIn', distribution: 'truncatedNormal' });
  }

  getConfig(): Record<string, unknown> {
    return {};
  }
}

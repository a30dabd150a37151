/** Uniform, with a variance for rectifiers. */
import { readConfig } from '../ir/config/index.ts';
import type { Shape } from '../ir/index.ts';
import type { Key } from '../ir/random/threefry.ts';
import type { Initializer } from './initializer.ts';
import { drawScaled } from './scaled.ts';

/**
 * Uniform in ±√(6 / fanIn): variance 2 / fanIn.
 * Source: K. He, X. Zhang, S. Ren, J. Sun, "Delving deep into rectifiers" (ICCV 2015).
 *
 * @throws BernoulliError `CONFIG` for any setting: there are none.
 * @example
 * ```ts
 * import { HeUniform } from '@bernoulli/api';
 * new HeUniform().draw([0, 1], [3, 4]).length; // => 12
 * ```
 */
export class HeUniform implements Initializer {
  readonly className = 'HeUniform';

  constructor(config: Readonly<Record<never, never>> = {}) {
    readConfig('HeUniform', config, {});
  }

  draw(key: Key, shape: Shape): Float32Array {
    return drawScaled(key, shape, { scale: 2, mode: 'fanIn', distribution: 'uniform' });
  }

  getConfig(): Record<string, unknown> {
    return {};
  }
}

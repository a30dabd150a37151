/** Uniform, with a variance that keeps that of the inputs. */
import { readConfig } from '../ir/config/index.ts';
import type { Shape } from '../ir/index.ts';
import type { Key } from '../ir/random/threefry.ts';
import type { Initializer } from './initializer.ts';
import { drawScaled } from './scaled.ts';

/**
 * Uniform in ±√(3 / fanIn): variance 1 / fanIn.
 * Source: Y. LeCun, L. Bottou, G. Orr, K.-R. Müller, "Efficient BackProp" (1998).
 *
 * @throws BernoulliError `CONFIG` for any setting: there are none.
 * @example
 * ```ts
 * import { LecunUniform } from '@bernoulli/api';
 * new LecunUniform().draw([0, 1], [3, 4]).length; // => 12
 * ```
 */
export class LecunUniform implements Initializer {
  readonly className = 'LecunUniform';

  constructor(config: Readonly<Record<never, never>> = {}) {
    readConfig('LecunUniform', config, {});
  }

  draw(key: Key, shape: Shape): Float32Array {
    return drawScaled(key, shape, { scale: 1, mode: 'fanIn', distribution: 'uniform' });
  }

  getConfig(): Record<string, unknown> {
    return {};
  }
}

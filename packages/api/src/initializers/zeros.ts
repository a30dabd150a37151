/** All zeros. */
import { readConfig } from '../ir/config/index.ts';
import { sizeOf, type Shape } from '../ir/index.ts';
import type { Key } from '../ir/random/threefry.ts';
import type { Initializer } from './initializer.ts';

/**
 * 0 everywhere.
 *
 * @throws BernoulliError `CONFIG` for any setting: there are none.
 * @example
 * ```ts
 * import { Zeros } from '@bernoulli/api';
 * new Zeros().draw([0, 1], [2]); // => Float32Array [0, 0]
 * ```
 */
export class Zeros implements Initializer {
  readonly className = 'Zeros';

  constructor(config: Readonly<Record<never, never>> = {}) {
    readConfig('Zeros', config, {});
  }

  draw(_key: Key, shape: Shape): Float32Array {
    return new Float32Array(sizeOf(shape));
  }

  getConfig(): Record<string, unknown> {
    return {};
  }
}

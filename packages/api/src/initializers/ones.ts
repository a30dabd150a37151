/** All ones. */
import { readConfig } from '../ir/config/index.ts';
import { sizeOf, type Shape } from '../ir/index.ts';
import type { Key } from '../ir/random/threefry.ts';
import type { Initializer } from './initializer.ts';

/**
 * 1 everywhere.
 *
 * @throws BernoulliError `CONFIG` for any setting: there are none.
 * @example
 * ```ts
 * import { Ones } from '@bernoulli/api';
 * new Ones().draw([0, 1], [2]); // => Float32Array [1, 1]
 * ```
 */
export class Ones implements Initializer {
  readonly className = 'Ones';

  constructor(config: Readonly<Record<never, never>> = {}) {
    readConfig('Ones', config, {});
  }

  draw(_key: Key, shape: Shape): Float32Array {
    return new Float32Array(sizeOf(shape)).fill(1);
  }

  getConfig(): Record<string, unknown> {
    return {};
  }
}

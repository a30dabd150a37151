/** Normal, with a variance that keeps that of the inputs. */
import { readConfig } from '../ir/config/index.ts';
import type { Shape } from '../ir/index.ts';
import type { Key } from '../ir/random/threefry.ts';
import type { Initializer } from './initializer.ts';
import { drawScaled } from './scaled.ts';

/**
 * Normal, cut at two standard deviations, with variance 1 / fanIn after the cut.
 * Source: Y. LeCun, L. Bottou, G. Orr, K.-R. Müller, "Efficient BackProp" (1998).
 *
 * @throws BernoulliError `CONFIG` for any setting: there are none.
 * @example
 * ```ts
 * import { LecunNormal } from '@bernoulli/api';
 * new LecunNormal().draw([0, 1], [3, 4]).length; // => 12
 * ```
 */
export class LecunNormal implements Initializer {
  readonly className = 'LecunNormal';

  constructor(config: Readonly<Record<never, never>> = {}) {
    readConfig('LecunNormal', config, {});
  }

  draw(key: Key, shape: Shape): Float32Array {
    return drawScaled(key, shape, { scale: 1, mode: 'fanIn', distribution: 'truncatedNormal' });
  }

  getConfig(): Record<string, unknown> {
    return {};
  }
}

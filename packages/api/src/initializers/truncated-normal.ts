/** Normal, cut at two standard deviations. */
import { atLeast, number, plainConfig, readConfig } from '../ir/config/index.ts';
import type { Shape } from '../ir/index.ts';
import type { Key } from '../ir/random/threefry.ts';
import { drawTruncatedNormal } from './draw.ts';
import type { Initializer } from './initializer.ts';

export interface TruncatedNormalConfig {
  /** Default 0. */
  readonly mean?: number;
  /** The standard deviation before the cut, at least 0; after it the spread is 0.8796 of that. Default 0.05. */
  readonly stddev?: number;
}

const fields = { mean: number(0), stddev: atLeast(0, 0.05) };

/**
 * Normal, but only within mean ± 2 stddev.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting.
 * @example
 * ```ts
 * import { TruncatedNormal } from '@bernoulli/api';
 * new TruncatedNormal({ mean: 1 }).getConfig(); // => { mean: 1, stddev: 0.05 }
 * ```
 */
export class TruncatedNormal implements Initializer {
  readonly className = 'TruncatedNormal';
  readonly mean: number;
  readonly stddev: number;

  constructor(config: TruncatedNormalConfig = {}) {
    ({ mean: this.mean, stddev: this.stddev } = readConfig('TruncatedNormal', config, fields));
  }

  draw(key: Key, shape: Shape): Float32Array {
    return drawTruncatedNormal(key, shape, this.mean, this.stddev);
  }

  getConfig(): Record<string, unknown> {
    return plainConfig(fields, this);
  }
}

/** Normal. */
import { atLeast, number, plainConfig, readConfig } from '../ir/config/index.ts';
import type { Shape } from '../ir/index.ts';
import type { Key } from '../ir/random/threefry.ts';
import { drawNormal } from './draw.ts';
import type { Initializer } from './initializer.ts';

export interface RandomNormalConfig {
  /** Default 0. */
  readonly mean?: number;
  /** The standard deviation, at least 0. Default 0.05. */
  readonly stddev?: number;
}

const fields = { mean: number(0), stddev: atLeast(0, 0.05) };

/**
 * Normal with a mean and a standard deviation. One uniform number of 23 bits an element, so no draw is further out than
 * 5.4 standard deviations.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting.
 * @example
 * ```ts
 * import { RandomNormal } from '@bernoulli/api';
 * new RandomNormal({ stddev: 1 }).getConfig(); // => { mean: 0, stddev: 1 }
 * ```
 */
export class RandomNormal implements Initializer {
  readonly className = 'RandomNormal';
  readonly mean: number;
  readonly stddev: number;

  constructor(config: RandomNormalConfig = {}) {
    ({ mean: this.mean, stddev: this.stddev } = readConfig('RandomNormal', config, fields));
  }

  draw(key: Key, shape: Shape): Float32Array {
    return drawNormal(key, shape, this.mean, this.stddev);
  }

  getConfig(): Record<string, unknown> {
    return plainConfig(fields, this);
  }
}

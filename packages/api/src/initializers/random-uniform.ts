/** Uniform between two numbers. */
import { number, plainConfig, readConfig } from '../ir/config/index.ts';
import { fail, type Shape } from '../ir/index.ts';
import type { Key } from '../ir/random/threefry.ts';
import { drawUniform } from './draw.ts';
import type { Initializer } from './initializer.ts';

export interface RandomUniformConfig {
  /** The lower end. Default −0.05. */
  readonly minval?: number;
  /** The upper end, at least `minval`. Default 0.05. */
  readonly maxval?: number;
}

const fields = { minval: number(-0.05), maxval: number(0.05) };

/**
 * Uniform in [minval, maxval).
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting, and for ends in the wrong order.
 * @example
 * ```ts
 * import { RandomUniform } from '@bernoulli/api';
 * new RandomUniform().getConfig(); // => { minval: -0.05, maxval: 0.05 }
 * ```
 */
export class RandomUniform implements Initializer {
  readonly className = 'RandomUniform';
  readonly minval: number;
  readonly maxval: number;

  constructor(config: RandomUniformConfig = {}) {
    ({ minval: this.minval, maxval: this.maxval } = readConfig('RandomUniform', config, fields));
    if (this.minval > this.maxval)
      fail('CONFIG', {
        who: 'RandomUniform',
        what: `minval must be at most maxval, ${this.maxval}`,
        received: this.minval,
      });
  }

  draw(key: Key, shape: Shape): Float32Array {
    return drawUniform(key, shape, this.minval, this.maxval);
  }

  getConfig(): Record<string, unknown> {
    return plainConfig(fields, this);
  }
}

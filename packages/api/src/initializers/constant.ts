/** One number everywhere. */
import { number, plainConfig, readConfig } from '../ir/config/index.ts';
import { sizeOf, type Shape } from '../ir/index.ts';
import type { Key } from '../ir/random/threefry.ts';
import type { Initializer } from './initializer.ts';

export interface ConstantConfig {
  /** The number. Default 0. */
  readonly value?: number;
}

const fields = { value: number(0) };

/**
 * The same number everywhere.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting.
 * @example
 * ```ts
 * import { Constant } from '@bernoulli/api';
 * new Constant({ value: 0.5 }).draw([0, 1], [2]); // => Float32Array [0.5, 0.5]
 * ```
 */
export class Constant implements Initializer {
  readonly className = 'Constant';
  readonly value: number;

  constructor(config: ConstantConfig = {}) {
    this.value = readConfig('Constant', config, fields).value;
  }

  draw(_key: Key, shape: Shape): Float32Array {
    return new Float32Array(sizeOf(shape)).fill(this.value);
  }

  getConfig(): Record<string, unknown> {
    return plainConfig(fields, this);
  }
}

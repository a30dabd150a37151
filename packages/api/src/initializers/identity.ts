/** The identity matrix. */
import { number, plainConfig, readConfig } from '../ir/config/index.ts';
import { fail, printShape, type Shape } from '../ir/index.ts';
import type { Key } from '../ir/random/threefry.ts';
import type { Initializer } from './initializer.ts';

export interface IdentityConfig {
  /** What stands on the diagonal. Default 1. */
  readonly gain?: number;
}

const fields = { gain: number(1) };

/**
 * gain on the diagonal of a matrix, square or not, and 0 elsewhere.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; `SHAPE` for a weight that is no matrix.
 * @example
 * ```ts
 * import { Identity } from '@bernoulli/api';
 * new Identity().draw([0, 1], [2, 3]); // => Float32Array [1, 0, 0, 0, 1, 0]
 * ```
 */
export class Identity implements Initializer {
  readonly className = 'Identity';
  readonly gain: number;

  constructor(config: IdentityConfig = {}) {
    this.gain = readConfig('Identity', config, fields).gain;
  }

  draw(_key: Key, shape: Shape): Float32Array {
    if (shape.length !== 2)
      fail('SHAPE', { who: 'Identity', what: 'the weight must be a matrix', received: printShape(shape) });
    const [rows, columns] = shape as [number, number];
    const values = new Float32Array(rows * columns);
    for (let i = 0; i < Math.min(rows, columns); i++) values[i * columns + i] = this.gain;
    return values;
  }

  getConfig(): Record<string, unknown> {
    return plainConfig(fields, this);
  }
}

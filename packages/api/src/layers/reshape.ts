/** The same elements of each row in another shape. */
import { checkKeys } from '../config/read-config.ts';
import { fail } from '../ir/index.ts';
import { Layer, type PlainConfig } from '../tracing/layer.ts';
import type { Tensor } from '../tracing/tensor.ts';

export interface ReshapeConfig {
  /** Shape of one row of the output, without the batch; one size may be −1 and is worked out. */
  readonly targetShape: readonly number[];
  readonly name?: string | undefined;
}

/**
 * `[batch, …]` to `[batch, ...targetShape]`.
 *
 * @throws BernoulliError `CONFIG` for a bad target; `SHAPE` when the numbers of elements differ.
 * @example
 * ```ts
 * import { Reshape } from '@bernoulli/api';
 * new Reshape({ targetShape: [8, 8, 1] }).getConfig(); // => { targetShape: [8, 8, 1] }
 * ```
 */
export class Reshape extends Layer {
  readonly className = 'Reshape';
  readonly #config: ReshapeConfig;

  constructor(config: ReshapeConfig) {
    super();
    checkKeys('Reshape', config, ['targetShape', 'name']);
    const { targetShape } = config;
    if (!Array.isArray(targetShape) || targetShape.some((n) => !Number.isInteger(n) || n === 0 || n < -1))
      fail('CONFIG', {
        who: 'Reshape',
        what: 'targetShape must hold whole numbers from 1 up, or −1 once',
        received: targetShape,
      });
    this.#config = config;
  }

  getConfig(): PlainConfig {
    return { ...this.#config };
  }

  call(x: Tensor): Tensor {
    return x.reshape([x.shape[0]!, ...this.#config.targetShape.map((n) => (n === -1 ? null : n))]);
  }
}

/** Several inputs side by side. */
import { checkKeys } from '../config/read-config.ts';
import { fail } from '../ir/index.ts';
import { Layer, type PlainConfig } from '../tracing/layer.ts';
import { concat, type Tensor } from '../tracing/tensor.ts';

export interface ConcatenateConfig {
  /** The axis to join along; −1, the default, is the last. Axis 0 is the batch and cannot be joined. */
  readonly axis?: number | undefined;
  readonly name?: string | undefined;
}

/**
 * Joins two or more inputs along an axis; their other sizes are equal.
 *
 * @throws BernoulliError `CONFIG` for axis 0 or fewer than two inputs; `SHAPE` when the other sizes differ.
 * @example
 * ```ts
 * import { Concatenate } from '@bernoulli/api';
 * new Concatenate({ axis: 1 }).getConfig(); // => { axis: 1 }
 * ```
 */
export class Concatenate extends Layer {
  readonly className = 'Concatenate';
  readonly #axis: number;
  readonly #name: string | undefined;

  constructor(config: ConcatenateConfig = {}) {
    super();
    checkKeys('Concatenate', config, ['axis', 'name']);
    const { axis = -1, name } = config;
    if (!Number.isInteger(axis) || axis === 0)
      fail('CONFIG', {
        who: 'Concatenate',
        what: 'axis must be a whole number other than 0, the batch',
        received: axis,
      });
    this.#axis = axis;
    this.#name = name;
  }

  getConfig(): PlainConfig {
    return { axis: this.#axis, ...(this.#name === undefined ? {} : { name: this.#name }) };
  }

  call(...inputs: Tensor[]): Tensor {
    if (inputs.length < 2)
      fail('CONFIG', { who: 'Concatenate', what: 'needs two or more inputs', received: inputs.length });
    return concat(inputs, this.#axis);
  }
}

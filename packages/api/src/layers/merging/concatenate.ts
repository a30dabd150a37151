/** Several inputs side by side. */
import { field, name, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import { concat, type Tensor } from '../../tracing/tensor.ts';
import { requireInputs } from './merge.ts';

export interface ConcatenateConfig {
  /** The axis to join along; −1, the default, is the last. Axis 0 is the batch and cannot be joined. */
  readonly axis?: number | undefined;
  readonly name?: string | undefined;
}

const fields = {
  axis: field<number>('be a whole number other than 0, the batch', (x) => Number.isInteger(x) && x !== 0, -1),
  name: name(),
};

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
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: ConcatenateConfig = {}) {
    super();
    this.#config = readConfig('Concatenate', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(...inputs: Tensor[]): Tensor {
    requireInputs('Concatenate', inputs);
    return concat(inputs, this.#config.axis);
  }
}

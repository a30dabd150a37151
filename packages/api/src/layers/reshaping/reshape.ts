/** The same elements of each row in another shape. */
import { field, MAX_AXES, name, plainConfig, readConfig, required, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';

export interface ReshapeConfig {
  /** Shape of one row of the output, without the batch; one size may be −1 and is worked out. */
  readonly targetShape: readonly number[];
  readonly name?: string | undefined;
}

const isSize = (n: unknown): boolean => Number.isInteger(n) && (n === -1 || (n as number) >= 1);

const fields = {
  targetShape: required(
    field<readonly number[]>(
      `hold at most ${MAX_AXES - 1} whole numbers from 1 up, or −1 once`,
      (x) => Array.isArray(x) && x.length < MAX_AXES && x.every(isSize) && x.filter((n) => n === -1).length <= 1,
    ),
  ),
  name: name(),
};

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
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: ReshapeConfig) {
    super();
    this.#config = readConfig('Reshape', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    return x.reshape([x.shape[0]!, ...this.#config.targetShape.map((n) => (n === -1 ? null : n))]);
  }
}

/** A vector at each of several steps. */
import { fail, name, plainConfig, printShape, readConfig, required, whole, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';

export interface RepeatVectorConfig {
  /** Number of steps, from 1 up. */
  readonly n: number;
  readonly name?: string | undefined;
}

const fields = { n: required(whole(1)), name: name() };

/**
 * `[batch, features]` to `[batch, n, features]`, n times the same.
 *
 * @throws BernoulliError `CONFIG` for an n that is no whole number from 1 up; `SHAPE` for an input that is no vector per row.
 * @example
 * ```ts
 * import { RepeatVector } from '@bernoulli/api';
 * new RepeatVector({ n: 3 }).getConfig(); // => { n: 3 }
 * ```
 */
export class RepeatVector extends Layer {
  readonly className = 'RepeatVector';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: RepeatVectorConfig) {
    super();
    this.#config = readConfig('RepeatVector', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    const [batch, features] = x.shape as [number, number];
    if (x.rank !== 2)
      fail('SHAPE', { who: 'RepeatVector', what: 'needs an input [batch, features]', received: printShape(x.shape) });
    return x.reshape([batch, 1, features]).broadcastTo([batch, this.#config.n, features]);
  }
}

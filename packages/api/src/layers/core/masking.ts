/** Steps that hold one value throughout stand for nothing. */
import { fail, name, number, plainConfig, printShape, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';

export interface MaskingConfig {
  /** What fills a step that stands for nothing. Default 0. */
  readonly maskValue?: number | undefined;
  readonly name?: string | undefined;
}

const fields = { maskValue: number(0), name: name() };

/**
 * `[batch, steps, …, features]` with zeros in the place of every step whose features are all `maskValue`. `computeMask` says which steps
 * those are: masks are handed to the layers that take them, and do not travel by themselves.
 *
 * @throws BernoulliError `CONFIG` for a value that is no finite number; `SHAPE` for an input without steps.
 * @example
 * ```ts
 * import { Masking } from '@bernoulli/api';
 * new Masking().getConfig(); // => { maskValue: 0 }
 * ```
 */
export class Masking extends Layer {
  readonly className = 'Masking';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: MaskingConfig = {}) {
    super();
    this.#config = readConfig('Masking', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    if (x.rank < 3)
      fail('SHAPE', {
        who: 'Masking',
        what: 'needs an input [batch, steps, …, features]',
        received: printShape(x.shape),
      });
    return x.mul(this.#present(x, true));
  }

  /** Which steps stand for something: `bool [batch, steps, …]`. */
  computeMask(x: Tensor): Tensor {
    return this.#present(x, false).greater(0);
  }

  #present(x: Tensor, keepDims: boolean): Tensor {
    return x.notEqual(this.#config.maskValue).cast('f32').max(-1, keepDims);
  }
}

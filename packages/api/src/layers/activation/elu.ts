/** The exponential linear unit as a layer. */
import { elu } from '../../activations/elu.ts';
import { atLeast, name, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';

export interface ELUConfig {
  /** −alpha is the limit for x → −∞. Default 1. */
  readonly alpha?: number | undefined;
  readonly name?: string | undefined;
}

const fields = { alpha: atLeast(0, 1), name: name() };

/**
 * x above 0, alpha · (eˣ − 1) below, element by element.
 *
 * @see D. Clevert, T. Unterthiner, S. Hochreiter, "Fast and Accurate Deep Network Learning by Exponential Linear Units", ICLR 2016.
 * @throws BernoulliError `CONFIG` for a negative alpha.
 * @example
 * ```ts
 * import { ELU } from '@bernoulli/api';
 * new ELU().getConfig(); // => { alpha: 1 }
 * ```
 */
export class ELU extends Layer {
  readonly className = 'ELU';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: ELUConfig = {}) {
    super();
    this.#config = readConfig('ELU', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    return elu(x, { alpha: this.#config.alpha });
  }
}

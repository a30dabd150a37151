/** What layers of several inputs share: a name, and how many inputs there must be. */
import { fail, name, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';

export interface MergeConfig {
  readonly name?: string | undefined;
}

const fields = { name: name() };

/** Two or more inputs, element by element. */
export abstract class Merge extends Layer {
  readonly #config: SettingsOf<typeof fields>;
  /** The largest number of inputs. */
  protected readonly most: number = Infinity;

  constructor(who: string, config: MergeConfig) {
    super();
    this.#config = readConfig(who, config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  protected abstract merge(inputs: readonly Tensor[]): Tensor;

  call(...inputs: Tensor[]): Tensor {
    requireInputs(this.className, inputs, this.most);
    return this.merge(inputs);
  }
}

/** @throws BernoulliError `CONFIG` for fewer than two inputs, or more than `most`. */
export function requireInputs(who: string, inputs: readonly Tensor[], most = Infinity): void {
  if (inputs.length < 2 || inputs.length > most)
    fail('CONFIG', { who, what: `needs two ${most === 2 ? '' : 'or more '}inputs`, received: inputs.length });
}

/** One step of `GRU`. */
import { flag, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import type { PlainConfig } from '../../tracing/layer.ts';
import { LawCell } from './recurrent-cell.ts';
import { gruLaw } from './gru-law.ts';
import { gatesFields, type GatesConfig } from './settings.ts';

export interface GRUCellConfig extends GatesConfig {
  /** Whether the reset gate meets the state after its product with the recurrent kernel, and not before. Default true. */
  readonly resetAfter?: boolean | undefined;
}

const fields = { ...gatesFields(), resetAfter: flag(true) };

/**
 * One step of `GRU`, for `RNN`: `apply(x, hidden)` with `[batch, n]` and states `[batch, units]` gives `{ output, hidden }`.
 *
 * Weights: those of `GRU`. Where noise is drawn `RNN` draws it once for all steps.
 *
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for an input without features, or without states.
 * @example
 * ```ts
 * import { GRUCell } from '@bernoulli/api';
 * new GRUCell({ units: 8 }).stateSizes; // => { hidden: 8 }
 * ```
 */
export class GRUCell extends LawCell {
  readonly className = 'GRUCell';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: GRUCellConfig) {
    const read = readConfig('GRUCell', config, fields);
    super(gruLaw(read), read);
    this.#config = read;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }
}

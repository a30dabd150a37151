/** One step of `LSTM`. */
import { flag, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import type { PlainConfig } from '../../tracing/layer.ts';
import { LawCell } from './recurrent-cell.ts';
import { lstmLaw } from './lstm-law.ts';
import { gatesFields, type GatesConfig } from './settings.ts';

export interface LSTMCellConfig extends GatesConfig {
  /** Whether the bias of the gate that keeps the carry begins at 1, whatever `biasInitializer` says. Default true. */
  readonly unitForgetBias?: boolean | undefined;
}

const fields = { ...gatesFields(), unitForgetBias: flag(true) };

/**
 * One step of `LSTM`, for `RNN`: `apply(x, hidden, carry)` with `[batch, n]` and states `[batch, units]` gives `{ output, hidden, carry }`.
 *
 * Weights: those of `LSTM`. Where noise is drawn `RNN` draws it once for all steps.
 *
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for an input without features, or without states.
 * @example
 * ```ts
 * import { LSTMCell } from '@bernoulli/api';
 * new LSTMCell({ units: 8 }).stateSizes; // => { hidden: 8, carry: 8 }
 * ```
 */
export class LSTMCell extends LawCell {
  readonly className = 'LSTMCell';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: LSTMCellConfig) {
    const read = readConfig('LSTMCell', config, fields);
    super(lstmLaw(read), read);
    this.#config = read;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }
}

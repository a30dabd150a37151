/** One step of `SimpleRNN`. */
import { plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import type { PlainConfig } from '../../tracing/layer.ts';
import { LawCell } from './recurrent-cell.ts';
import { simpleRNNLaw } from './simple-rnn-law.ts';
import { unitsFields, type UnitsConfig } from './settings.ts';

export interface SimpleRNNCellConfig extends UnitsConfig {}

const fields = unitsFields();

/**
 * One step of `SimpleRNN`, for `RNN`: `apply(x, hidden)` with `[batch, n]` and states `[batch, units]` gives `{ output, hidden }`.
 *
 * Weights: those of `SimpleRNN`. Where noise is drawn `RNN` draws it once for all steps.
 *
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for an input without features, or without states.
 * @example
 * ```ts
 * import { SimpleRNNCell } from '@bernoulli/api';
 * new SimpleRNNCell({ units: 8 }).stateSizes; // => { hidden: 8 }
 * ```
 */
export class SimpleRNNCell extends LawCell {
  readonly className = 'SimpleRNNCell';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: SimpleRNNCellConfig) {
    const read = readConfig('SimpleRNNCell', config, fields);
    super(simpleRNNLaw(read), read);
    this.#config = read;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }
}

/** The simplest recurrent layer. */
import { plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import type { PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { LawLayer, type WithState } from './recurrent-layer.ts';
import { loopFields, unitsFields, type LoopConfig, type UnitsConfig } from './settings.ts';
import { simpleRNNLaw } from './simple-rnn-law.ts';

export interface SimpleRNNConfig extends UnitsConfig, LoopConfig {}

const fields = { ...unitsFields(), ...loopFields() };

/**
 * h′ = activation(x · kernel + h · recurrentKernel + bias) from step to step: `[batch, steps, n]` to the last h, `[batch, units]`, or with
 * `returnSequences` to all, `[batch, steps, units]`.
 *
 * `apply(x, hidden, mask)`: `hidden`, `[batch, units]`, is what to begin with, and zeros where it is left out; where the mask,
 * `bool [batch, steps]`, is false, nothing changes. With `returnState` the result is `{ output, hidden }`.
 *
 * Weights: `kernel` `[n, units]`, `recurrentKernel` `[units, units]` and, with `useBias`, `bias` `[units]`. With `stateful` the
 * state after a batch is what the next begins with, until `resetStates()`.
 *
 * @see J. Elman, "Finding Structure in Time", Cognitive Science 14 (1990).
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for an input without steps, and for a state or a mask that
 * does not fit; with `stateful` for a batch of another size.
 * @example
 * ```ts
 * import { SimpleRNN } from '@bernoulli/api';
 * new SimpleRNN({ units: 8, returnSequences: true }).getConfig().activation; // => 'tanh'
 * ```
 */
export class SimpleRNN<Several extends boolean = false> extends LawLayer<'hidden', [hidden: Tensor], Several> {
  readonly className = 'SimpleRNN';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: SimpleRNNConfig & WithState<Several>) {
    const read = readConfig('SimpleRNN', config as SimpleRNNConfig, fields);
    super(simpleRNNLaw(read), read);
    this.#config = read;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }
}

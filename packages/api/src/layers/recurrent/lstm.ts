/** The recurrent layer that remembers over many steps. */
import { flag, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import type { PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { lstmLaw } from './lstm-law.ts';
import { LawLayer, type WithState } from './recurrent-layer.ts';
import { gatesFields, loopFields, type GatesConfig, type LoopConfig } from './settings.ts';

export interface LSTMConfig extends GatesConfig, LoopConfig {
  /** Whether the bias of the gate that keeps the carry begins at 1, whatever `biasInitializer` says. Default true. */
  readonly unitForgetBias?: boolean | undefined;
}

const fields = { ...gatesFields(), unitForgetBias: flag(true), ...loopFields() };

/**
 * Long short-term memory: carry′ = σ(f) · carry + σ(i) · activation(g) and h′ = σ(o) · activation(carry′), with the sums i, f, g, o of
 * x · kernel + h · recurrentKernel + bias: `[batch, steps, n]` to the last h, `[batch, units]`, or with `returnSequences` to all,
 * `[batch, steps, units]`. σ is `recurrentActivation`.
 *
 * `apply(x, hidden, carry, mask)`: the states to begin with, each `[batch, units]`, are zeros where both are left out; where the mask,
 * `bool [batch, steps]`, is false, nothing changes. With `returnState` the result is `{ output, hidden, carry }`.
 *
 * Weights: `kernel` `[n, 4 · units]`, `recurrentKernel` `[units, 4 · units]` and, with `useBias`, `bias` `[4 · units]`, the gates in the order
 * i, f, g, o. Noise: with `recurrentDropout` each gate has masks of its own, as in Keras. With `stateful` the states after a batch are
 * what the next begins with, until `resetStates()`.
 *
 * @see S. Hochreiter, J. Schmidhuber, "Long Short-Term Memory", Neural Computation 9 (1997).
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for an input without steps, and for states or a mask that do
 * not fit; with `stateful` for a batch of another size.
 * @example
 * ```ts
 * import { LSTM, Model, type Tensor } from '@bernoulli/api';
 * import { cpu } from '@bernoulli/backend-cpu';
 * class Net extends Model {
 *   encoder = new LSTM({ units: 4, returnState: true });
 *   decoder = new LSTM({ units: 4, returnSequences: true });
 *   call(x: Tensor) {
 *     const { hidden, carry } = this.encoder.apply(x);
 *     return this.decoder.apply(x, hidden, carry);
 *   }
 * }
 * const net = new Net();
 * net.compile({ seed: 1, backend: cpu() });
 * (await net.predict([[[1, 2], [3, 4], [5, 6]]])).shape; // => [1, 3, 4]
 * ```
 */
export class LSTM<Several extends boolean = false> extends LawLayer<
  'hidden' | 'carry',
  [hidden: Tensor, carry: Tensor],
  Several
> {
  readonly className = 'LSTM';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: LSTMConfig & WithState<Several>) {
    const read = readConfig('LSTM', config as LSTMConfig, fields);
    super(lstmLaw(read), read);
    this.#config = read;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }
}

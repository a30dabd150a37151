/** A recurrent layer with two gates. */
import { flag, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import type { PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { gruLaw } from './gru-law.ts';
import { LawLayer, type WithState } from './recurrent-layer.ts';
import { gatesFields, loopFields, type GatesConfig, type LoopConfig } from './settings.ts';

export interface GRUConfig extends GatesConfig, LoopConfig {
  /** Whether the reset gate meets the state after its product with the recurrent kernel, and not before. Default true. */
  readonly resetAfter?: boolean | undefined;
}

const fields = { ...gatesFields(), resetAfter: flag(true), ...loopFields() };

/**
 * Gated recurrent unit: h′ = σ(z) · h + (1 − σ(z)) · activation(n), with the sums z, r, n of x · kernel + h · recurrentKernel + bias, in the
 * last of which h's part is multiplied by σ(r): `[batch, steps, n]` to the last h, `[batch, units]`, or with `returnSequences` to all,
 * `[batch, steps, units]`. σ is `recurrentActivation`.
 *
 * `apply(x, hidden, mask)`: `hidden`, `[batch, units]`, is what to begin with, and zeros where it is left out; where the mask,
 * `bool [batch, steps]`, is false, nothing changes. With `returnState` the result is `{ output, hidden }`.
 *
 * Weights: `kernel` `[n, 3 · units]`, `recurrentKernel` `[units, 3 · units]` and, with `useBias`, `bias` `[2, 3 · units]`, for inputs and for
 * states, or `[3 · units]` with `resetAfter: false`; the gates in the order z, r, n. Noise: with `recurrentDropout` each gate has masks of its
 * own, as in Keras. With `stateful` the state after a batch is what the next begins with, until `resetStates()`.
 *
 * @see K. Cho et al., "Learning Phrase Representations using RNN Encoder–Decoder for Statistical Machine Translation", EMNLP 2014.
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for an input without steps, and for a state or a mask that
 * does not fit; with `stateful` for a batch of another size.
 * @example
 * ```ts
 * import { GRU } from '@bernoulli/api';
 * new GRU({ units: 8 }).getConfig().resetAfter; // => true
 * ```
 */
export class GRU<Several extends boolean = false> extends LawLayer<'hidden', [hidden: Tensor], Several> {
  readonly className = 'GRU';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: GRUConfig & WithState<Several>) {
    const read = readConfig('GRU', config as GRUConfig, fields);
    super(gruLaw(read), read);
    this.#config = read;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }
}

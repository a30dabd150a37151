/** A long short-term memory over sequences of lines, such as spectra. */
import { plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import type { PlainConfig } from '../../tracing/layer.ts';
import { ConvLSTM, convLSTMFields, type ConvLSTMConfig } from './conv-lstm.ts';
import type { WithState } from './recurrent-layer.ts';

export type ConvLSTM1DConfig = ConvLSTMConfig;

const fields = convLSTMFields(1);

/**
 * Long short-term memory whose products are convolutions: `[batch, steps, length, channels]` to the last h, `[batch, places, filters]`, or with
 * `returnSequences` to all, `[batch, steps, places, filters]`. carry′ = σ(f) · carry + σ(i) · activation(g) and h′ = σ(o) · activation(carry′), with
 * the sums i, f, g, o of x ∗ kernel + h ∗ recurrentKernel + bias. Strides, padding and dilation are those of the input; the window lies at
 * every place of the state.
 *
 * `apply(x, hidden, carry, mask)`: as in `LSTM`, with states `[batch, places, filters]`. With `returnState` the result is
 * `{ output, hidden, carry }`.
 *
 * Weights: `kernel` `[…kernelSize, channels, 4 · filters]`, `recurrentKernel` `[…kernelSize, filters, 4 · filters]` and, with `useBias`,
 * `bias` `[4 · filters]`, the gates in the order i, f, g, o. Noise: each gate has masks of its own, one for all steps, as in Keras.
 *
 * @see X. Shi et al., "Convolutional LSTM Network: A Machine Learning Approach for Precipitation Nowcasting", NIPS 2015.
 * @throws BernoulliError `CONFIG` for a bad setting, or strides and a dilation rate above 1 together; `SHAPE` for an input of another number
 * of axes, or of unknown sizes, and for states or a mask that do not fit.
 * @example
 * ```ts
 * import { ConvLSTM1D } from '@bernoulli/api';
 * new ConvLSTM1D({ filters: 8, kernelSize: 3, padding: 'same', returnSequences: true }).getConfig().strides; // => 1
 * ```
 */
export class ConvLSTM1D<Several extends boolean = false> extends ConvLSTM<Several> {
  readonly className = 'ConvLSTM1D';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: ConvLSTM1DConfig & WithState<Several>) {
    const read = readConfig('ConvLSTM1D', config as ConvLSTM1DConfig, fields);
    super('ConvLSTM1D', 1, read);
    this.#config = read;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }
}

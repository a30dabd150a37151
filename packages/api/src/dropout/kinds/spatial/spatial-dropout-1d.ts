/** Dropout of whole channels of sequences. */
import { SpatialDropout, type SpatialDropoutConfig } from './spatial-dropout.ts';

export interface SpatialDropout1DConfig extends SpatialDropoutConfig {}

/**
 * Drops whole channels of sequences with probability `rate` in training: `[batch, steps, channels]` with a mask `[batch, 1, channels]`.
 *
 * Neighbours in a channel say much the same, so that dropping them one by one hides little: here all go, or none. The law is that of
 * `Dropout`: y = x · m / p with p = 1 − rate and m ~ Bernoulli(p), of mean x and variance x² (1 − p) / p, where the elements of a
 * channel share their m. A mask has the probability Π p^m (1 − p)^(1 − m). In inference the layer is the identity. Rate 1 gives zeros.
 *
 * @see J. Tompson, R. Goroshin, A. Jain, Y. LeCun, C. Bregler, "Efficient Object Localization Using Convolutional Networks", CVPR 2015;
 * as in Keras.
 * @throws BernoulliError `CONFIG` for a rate outside [0, 1] or NaN (for a schedule: at the step that has it); `SHAPE` for an input with
 * another number of axes, or rates that are not as many as its channels.
 * @example
 * ```ts
 * import { SpatialDropout1D } from '@bernoulli/api';
 * new SpatialDropout1D({ rate: 0.5 }).moments(3); // => { mean: 3, variance: 9 }
 * ```
 */
export class SpatialDropout1D extends SpatialDropout {
  readonly className = 'SpatialDropout1D';

  constructor(config: SpatialDropout1DConfig) {
    super('SpatialDropout1D', 1, config);
  }
}

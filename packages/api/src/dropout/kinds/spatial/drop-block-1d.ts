/** DropBlock of sequences: stretches of steps are dropped. */
import { DropBlock, type DropBlockConfig } from './drop-block.ts';

export interface DropBlock1DConfig extends DropBlockConfig {}

/**
 * Drops stretches of steps of each channel of sequences in training, `[batch, steps, channels]`.
 *
 * A stretch of b steps begins at each place with a small probability γ, also at places up to b − 1 before the sequence. So each element
 * is in reach of b places, and is kept with p = (1 − γ)^b, everywhere the same; γ is the one for which that is 1 − rate. The output is
 * x / p for what is kept, 0 elsewhere: mean x, variance x² (1 − p) / p, and neighbours go together. In inference the layer is the
 * identity. Rate 1 gives zeros.
 *
 * The noise that `masks` shows is `bool [batch, steps + b − 1, channels]`, true where no stretch begins; it has the probability
 * Π (1 − γ)^m γ^(1 − m). 1 − γ is what is really drawn, rounded up to a multiple of 2⁻²³.
 *
 * @see G. Ghiasi, T.-Y. Lin, Q. V. Le, "DropBlock: A regularization method for convolutional networks", NeurIPS 2018, along one axis.
 * @throws BernoulliError `CONFIG` for a rate outside [0, 1] or NaN (for a schedule: at the step that has it), a `LearnedRate`, as an
 * element goes by the coins of all places around it, or a block size that is no whole number from 1 up; `SHAPE` for a rate of the input that is not one
 * for each row or each of its channels, or for an input with another number of axes, of unknown sizes, or shorter than a block.
 * @example
 * ```ts
 * import { DropBlock1D } from '@bernoulli/api';
 * new DropBlock1D({ rate: 0.1, blockSize: 3 }).getConfig(); // => { rate: 0.1, blockSize: 3 }
 * ```
 */
export class DropBlock1D extends DropBlock {
  readonly className = 'DropBlock1D';

  constructor(config: DropBlock1DConfig) {
    super('DropBlock1D', 1, config);
  }
}

/** DropBlock: square blocks of images are dropped. */
import { DropBlock, type DropBlockConfig } from './drop-block.ts';

export interface DropBlock2DConfig extends DropBlockConfig {}

/**
 * Drops square blocks of each channel of images in training, `[batch, height, width, channels]`.
 *
 * A block of b × b elements begins at each place with a small probability γ, also at places up to b − 1 before the image, where only its
 * end is seen. So each element is in reach of b² places, and is kept with p = (1 − γ)^(b²), everywhere the same; γ is the one for which
 * that is 1 − rate. The output is x / p for what is kept, 0 elsewhere: mean x, variance x² (1 − p) / p, and neighbours go together. In
 * inference the layer is the identity. Rate 1 gives zeros.
 *
 * The noise that `masks` shows is `bool [batch, height + b − 1, width + b − 1, channels]`, true where no block begins; it has the
 * probability Π (1 − γ)^m γ^(1 − m). 1 − γ is what is really drawn, rounded up to a multiple of 2⁻²³. The paper lets blocks begin inside
 * the image only, with an approximate γ, and scales by what is left of all images of the batch; here no row depends on another.
 *
 * @see G. Ghiasi, T.-Y. Lin, Q. V. Le, "DropBlock: A regularization method for convolutional networks", NeurIPS 2018.
 * @throws BernoulliError `CONFIG` for a rate outside [0, 1] or NaN (for a schedule: at the step that has it), a `LearnedRate`, as an
 * element goes by the coins of all places around it, or a block size that is no whole number from 1 up; `SHAPE` for a rate of the input that is not one
 * for each row or each of its channels, or for an input with another number of axes, of unknown sizes, or smaller than a block.
 * @example
 * ```ts
 * import { DropBlock2D } from '@bernoulli/api';
 * new DropBlock2D({ rate: 0.1 }).getConfig(); // => { rate: 0.1, blockSize: 7 }
 * ```
 */
export class DropBlock2D extends DropBlock {
  readonly className = 'DropBlock2D';

  constructor(config: DropBlock2DConfig) {
    super('DropBlock2D', 2, config);
  }
}

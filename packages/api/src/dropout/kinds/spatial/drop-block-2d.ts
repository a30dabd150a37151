/** DropBlock: square blocks of images are dropped. */
import {
  fail,
  name,
  plainConfig,
  printShape,
  readConfig,
  whole,
  type SettingsOf,
  type Shape,
  type TensorType,
} from '../../../ir/index.ts';
import { drawBernoulli } from '../../../random/draw.ts';
import { drawnProbability } from '../../../random/drawn-probability.ts';
import type { PlainConfig } from '../../../tracing/layer.ts';
import type { Draw } from '../../../tracing/site.ts';
import type { Tensor, TensorLike } from '../../../tracing/tensor.ts';
import { logProbabilityOf } from '../../coins.ts';
import { DropoutKind, type Moments } from '../../kind.ts';
import { ofRate, rateAt, stepRateField, type StepRate } from '../../rate.ts';

export interface DropBlock2DConfig {
  /** Probability in [0, 1] that an element is dropped: one number, or a schedule over the training steps. */
  readonly rate: StepRate;
  /** Height and width of a block, from 1 up. Default 7. */
  readonly blockSize?: number | undefined;
  readonly name?: string | undefined;
}

const fields = { rate: stepRateField('DropBlock2D'), blockSize: whole(1, 7), name: name() };

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
 * @throws BernoulliError `CONFIG` for a rate outside [0, 1] or NaN (for a schedule: at the step that has it), or a block size that is no
 * whole number from 1 up; `SHAPE` for an input with another number of axes, of unknown sizes, or smaller than a block.
 * @example
 * ```ts
 * import { DropBlock2D } from '@bernoulli/api';
 * new DropBlock2D({ rate: 0.1 }).getConfig(); // => { rate: 0.1, blockSize: 7 }
 * ```
 */
export class DropBlock2D extends DropoutKind {
  readonly className = 'DropBlock2D';
  readonly #config: SettingsOf<typeof fields>;

  // Law

  moments(x: number, _unit?: number, step?: number): Moments {
    const keep = this.#clear(rateAt(this.#config.rate, 0, step)) ** this.#places;
    return keep === 0 ? { mean: 0, variance: 0 } : { mean: x, variance: (x * x * (1 - keep)) / keep };
  }

  protected logProbability(clear: Tensor, x: Tensor): Tensor {
    return logProbabilityOf(clear, this.#drawn(x));
  }

  // Check

  constructor(config: DropBlock2DConfig) {
    super();
    this.#config = readConfig('DropBlock2D', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  /** Places whose block an element is in. */
  get #places(): number {
    return this.#config.blockSize ** 2;
  }

  /** Probability that no block begins at a place: 1 − γ. */
  #clear(rate: number): number {
    return drawnProbability((1 - rate) ** (1 / this.#places));
  }

  // Noise

  protected noiseType(input: Shape): TensorType {
    const { blockSize } = this.#config;
    const [rows, height, width, channels] = input as [number, number, number, number];
    if (input.length !== 4 || Math.min(height, width) < blockSize)
      fail('SHAPE', {
        who: 'DropBlock2D',
        what: `needs an input [batch, height, width, channels] of known sizes from ${blockSize} up`,
        received: printShape(input),
      });
    return { dtype: 'bool', shape: [rows, height + blockSize - 1, width + blockSize - 1, channels] };
  }

  protected noise({ key, rowOffset, type }: Draw, x: Tensor): Tensor {
    return drawBernoulli(key, this.#drawn(x), type.shape, rowOffset);
  }

  #drawn(x: Tensor): TensorLike {
    return ofRate('clear', this.#config.rate, x, (rate) => this.#clear(rate));
  }

  // Apply

  protected perturb(x: Tensor, clear: Tensor): Tensor {
    const scale = ofRate('scale', this.#config.rate, x, (rate) => {
      const keep = this.#clear(rate) ** this.#places;
      return keep === 0 ? 0 : 1 / keep;
    });
    return x.mul(scale).where(this.#kept(clear), 0);
  }

  /** True for the elements that no block reaches: all places are clear in a row of b, and then in a column of b. */
  #kept(clear: Tensor): Tensor {
    return [1, 2].reduce((left, axis) => {
      const sizes = left.shape.map((n, i) => (i === axis ? n - this.#config.blockSize + 1 : n));
      const shifted = Array.from({ length: this.#config.blockSize }, (_, by) =>
        left.slice(
          sizes.map((_, i) => (i === axis ? by : 0)),
          sizes,
        ),
      );
      return shifted.reduce((all, each) => all.and(each));
    }, clear);
  }
}

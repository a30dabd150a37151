/** Images with more or less contrast, at random. */
import { name, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import type { PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { Augmentation, between } from './augmentation.ts';
import { factorField, type Factor } from './factor.ts';
import { valueRange, type ValueRange } from './images.ts';

export interface RandomContrastConfig {
  /** In [0, 1]: contrast is multiplied by 1 − f to 1 + f; two numbers are those below and above 1, the smaller first. */
  readonly factor: Factor;
  /** The range of values, which is kept to. Default [0, 255]. */
  readonly valueRange?: ValueRange | undefined;
  readonly name?: string | undefined;
}

const fields = { factor: factorField(0, 1), valueRange: valueRange(), name: name() };

/**
 * (x − mean) · f + mean in training, with the mean of each channel of an image, and f drawn for each image; cut off at the range of
 * values: `[batch, height, width, channels]` to the same shape.
 *
 * One number u is drawn for an image; f = 1 − lower + u (lower + upper). (Keras 3.15 takes 0 for lower where one number is given, against
 * what it says.) In inference the layer is the identity.
 *
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for what are no images of known size.
 * @example
 * ```ts
 * import { RandomContrast } from '@bernoulli/api';
 * new RandomContrast({ factor: 0.2, valueRange: [0, 1] }).getConfig(); // => { factor: 0.2, valueRange: [0, 1] }
 * ```
 */
export class RandomContrast extends Augmentation {
  readonly className = 'RandomContrast';
  protected readonly count = 1;
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: RandomContrastConfig) {
    super();
    this.#config = readConfig('RandomContrast', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  protected change(images: Tensor, [u]: readonly Tensor[]): Tensor {
    const { factor, valueRange } = this.#config;
    const [lower, upper] = typeof factor === 'number' ? [factor, factor] : factor;
    const mean = images.mean([1, 2], true);
    const by = between([1 - lower, 1 + upper], u!);
    return images
      .sub(mean)
      .mul(by)
      .add(mean)
      .clip(...valueRange);
  }
}

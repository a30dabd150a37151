/** Images made lighter or darker at random. */
import { name, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import type { PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { Augmentation, between } from './augmentation.ts';
import { endsOf, factorField, type Factor } from './factor.ts';
import { valueRange, type ValueRange } from './images.ts';

export interface RandomBrightnessConfig {
  /** What is added, as a share of the range of values: one number f for −f to f, or the least and the greatest. In [−1, 1]. */
  readonly factor: Factor;
  /** The range of values, which is kept to. Default [0, 255]. */
  readonly valueRange?: ValueRange | undefined;
  readonly name?: string | undefined;
}

const fields = { factor: factorField(-1, 1), valueRange: valueRange(), name: name() };

/**
 * x + d in training, with d drawn for each image, cut off at the range of values: `[batch, height, width, channels]` to the same shape.
 *
 * One number u is drawn for an image; d = (low + u (high − low)) · the width of the range of values. In inference the layer is the identity.
 *
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for what are no images of known size.
 * @example
 * ```ts
 * import { RandomBrightness } from '@bernoulli/api';
 * new RandomBrightness({ factor: [0, 0.2] }).getConfig(); // => { factor: [0, 0.2], valueRange: [0, 255] }
 * ```
 */
export class RandomBrightness extends Augmentation {
  readonly className = 'RandomBrightness';
  protected readonly count = 1;
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: RandomBrightnessConfig) {
    super();
    this.#config = readConfig('RandomBrightness', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  protected change(images: Tensor, [u]: readonly Tensor[]): Tensor {
    const { factor, valueRange } = this.#config;
    const by = between(endsOf(factor), u!).mul(valueRange[1] - valueRange[0]);
    return images.add(by).clip(...valueRange);
  }
}

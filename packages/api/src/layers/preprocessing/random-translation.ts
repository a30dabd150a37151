/** Images moved by random distances. */
import { name, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import type { PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { Augmentation, between } from './augmentation.ts';
import { endsOf, factorField, type Factor } from './factor.ts';
import { pixels, sampleImages, sampling, type SamplingConfig } from './sample-image.ts';

export interface RandomTranslationConfig extends SamplingConfig {
  /** How far down, as a share of the height: one number f for −f to f, or the least and the greatest. In [−1, 1]; below 0 is up. */
  readonly heightFactor: Factor;
  /** How far to the right, as a share of the width. In [−1, 1]; below 0 is left. */
  readonly widthFactor: Factor;
  readonly name?: string | undefined;
}

const fields = {
  heightFactor: factorField(-1, 1),
  widthFactor: factorField(-1, 1),
  ...sampling(),
  name: name(),
};

/**
 * Moves images by distances drawn for each, in training: `[batch, height, width, channels]` to the same shape.
 *
 * Two numbers u are drawn for an image, for the height first; it is moved by height · (low + u (high − low)), and so for the width. In
 * inference the layer is the identity.
 *
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for what are no images of known size.
 * @example
 * ```ts
 * import { RandomTranslation } from '@bernoulli/api';
 * new RandomTranslation({ heightFactor: 0.1, widthFactor: [0, 0.2] }).getConfig()['widthFactor']; // => [0, 0.2]
 * ```
 */
export class RandomTranslation extends Augmentation {
  readonly className = 'RandomTranslation';
  protected readonly count = 2;
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: RandomTranslationConfig) {
    super();
    this.#config = readConfig('RandomTranslation', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  protected change(images: Tensor, [u, v]: readonly Tensor[]): Tensor {
    const [, height, width] = images.shape as [number, number, number];
    const { heightFactor, widthFactor } = this.#config;
    const at = pixels(images, height, width);
    return sampleImages(
      images,
      {
        row: at.row.sub(between(endsOf(heightFactor), u!).mul(height)),
        column: at.column.sub(between(endsOf(widthFactor), v!).mul(width)),
      },
      this.#config,
    );
  }
}

/** Windows of images, at random places. */
import { name, plainConfig, readConfig, required, whole, type SettingsOf } from '../../ir/index.ts';
import type { PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { Augmentation } from './augmentation.ts';
import { middle } from './center-crop.ts';
import { pixels, sampleImages } from './sample-image.ts';

export interface RandomCropConfig {
  /** Of the output, in pixels. */
  readonly height: number;
  /** Of the output, in pixels. */
  readonly width: number;
  readonly name?: string | undefined;
}

const fields = { height: required(whole(1)), width: required(whole(1)), name: name() };

/**
 * A window of each image, at a place drawn for it, in training: `[batch, rows, columns, channels]` to
 * `f32 [batch, height, width, channels]`.
 *
 * Two numbers u are drawn for an image; the window begins at row ⌊u · (rows − height + 1)⌋, and so for the column. (Keras draws one place for
 * the batch.) In inference it is the middle, as of `CenterCrop`; and so it is in training where an image is smaller than the window.
 *
 * @throws BernoulliError `CONFIG` for a size that is no whole number from 1 up; `SHAPE` for what are no images of known size.
 * @example
 * ```ts
 * import { input, RandomCrop } from '@bernoulli/api';
 * new RandomCrop({ height: 24, width: 24 }).apply(input({ shape: [28, 28, 1] })).shape; // => [-1, 24, 24, 1]
 * ```
 */
export class RandomCrop extends Augmentation {
  readonly className = 'RandomCrop';
  protected readonly count = 2;
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: RandomCropConfig) {
    super();
    this.#config = readConfig('RandomCrop', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  protected override still(images: Tensor): Tensor {
    return middle(images, this.#config.height, this.#config.width);
  }

  protected change(images: Tensor, [u, v]: readonly Tensor[]): Tensor {
    const { height, width } = this.#config;
    const [, tall, wide] = images.shape as [number, number, number];
    if (tall < height || wide < width) return this.still(images);
    const start = (drawn: Tensor, places: number): Tensor =>
      drawn
        .mul(places)
        .floor()
        .minimum(places - 1);
    const at = pixels(images, height, width);
    return sampleImages(
      images,
      { row: at.row.add(start(u!, tall - height + 1)), column: at.column.add(start(v!, wide - width + 1)) },
      { fillMode: 'nearest', interpolation: 'nearest', fillValue: 0 },
    );
  }
}

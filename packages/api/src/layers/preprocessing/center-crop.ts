/** The middle of images. */
import { name, plainConfig, readConfig, required, whole, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { imagesOf } from './images.ts';
import { resize, windowLike } from './resize.ts';

export interface CenterCropConfig {
  /** Of the output, in pixels. */
  readonly height: number;
  /** Of the output, in pixels. */
  readonly width: number;
  readonly name?: string | undefined;
}

const fields = { height: required(whole(1)), width: required(whole(1)), name: name() };

/**
 * The middle of images: `[batch, rows, columns, channels]` to `f32 [batch, height, width, channels]`. An image that is smaller than that
 * along an axis gives the largest window of the same shape, made larger by lines between pixels.
 *
 * @throws BernoulliError `CONFIG` for a size that is no whole number from 1 up; `SHAPE` for what are no images of known size.
 * @example
 * ```ts
 * import { CenterCrop, input } from '@bernoulli/api';
 * new CenterCrop({ height: 24, width: 24 }).apply(input({ shape: [28, 28, 1] })).shape; // => [-1, 24, 24, 1]
 * ```
 */
export class CenterCrop extends Layer {
  readonly className = 'CenterCrop';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: CenterCropConfig) {
    super();
    this.#config = readConfig('CenterCrop', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    const { height, width } = this.#config;
    return middle(imagesOf('CenterCrop', x), height, width);
  }
}

/** The middle of images, made larger where they are smaller than it. */
export function middle(images: Tensor, height: number, width: number): Tensor {
  const [batch, tall, wide, channels] = images.shape as [number, number, number, number];
  if (tall < height || wide < width) return resize(windowLike(images, height, width), height, width, 'bilinear');
  const [top, left] = [Math.floor((tall - height) / 2), Math.floor((wide - width) / 2)];
  return images.slice([0, top, left, 0], [batch, height, width, channels]);
}

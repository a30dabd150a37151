/** Images of another size. */
import {
  fail,
  flag,
  name,
  number,
  oneOf,
  plainConfig,
  readConfig,
  required,
  whole,
  type SettingsOf,
} from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { imagesOf } from './images.ts';
import { padLike, resize, windowLike } from './resize.ts';

export interface ResizingConfig {
  /** Of the output, in pixels. */
  readonly height: number;
  /** Of the output, in pixels. */
  readonly width: number;
  /** `'bilinear'`, the default: lines between the middles of pixels. `'nearest'`: the pixel that is nearest. */
  readonly interpolation?: 'bilinear' | 'nearest' | undefined;
  /** True: nothing is stretched; what does not fit the new shape is cut off on both sides. Default false. */
  readonly cropToAspectRatio?: boolean | undefined;
  /** True: nothing is stretched; the sides that are too short are filled up. Default false. */
  readonly padToAspectRatio?: boolean | undefined;
  /** What sides are filled up with. Default 0. */
  readonly fillValue?: number | undefined;
  readonly name?: string | undefined;
}

const fields = {
  height: required(whole(1)),
  width: required(whole(1)),
  interpolation: oneOf(['bilinear', 'nearest'], 'bilinear'),
  cropToAspectRatio: flag(false),
  padToAspectRatio: flag(false),
  fillValue: number(0),
  name: name(),
};

/**
 * Images of another size: `[batch, rows, columns, channels]` to `f32 [batch, height, width, channels]`. Pixel i of the new size lies at
 * (i + ½) · old / new − ½ of the old one; there is no smoothing where images become smaller.
 *
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for what are no images, or of open size where
 * nothing is to be stretched.
 * @example
 * ```ts
 * import { input, Resizing } from '@bernoulli/api';
 * new Resizing({ height: 32, width: 32 }).apply(input({ shape: [28, 28, 1] })).shape; // => [-1, 32, 32, 1]
 * ```
 */
export class Resizing extends Layer {
  readonly className = 'Resizing';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: ResizingConfig) {
    super();
    this.#config = readConfig('Resizing', config, fields);
    if (this.#config.cropToAspectRatio && this.#config.padToAspectRatio)
      fail('CONFIG', {
        who: 'Resizing',
        what: 'only one of cropToAspectRatio and padToAspectRatio may be true',
        received: 'both',
      });
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    const { height, width, interpolation, cropToAspectRatio, padToAspectRatio, fillValue } = this.#config;
    const images = imagesOf('Resizing', x, cropToAspectRatio || padToAspectRatio);
    const window = cropToAspectRatio
      ? windowLike(images, height, width)
      : padToAspectRatio
        ? padLike(images, height, width, fillValue)
        : images;
    return resize(window, height, width, interpolation);
  }
}

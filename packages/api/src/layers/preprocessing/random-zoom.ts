/** Images seen from nearer or farther, at random. */
import { name, nullable, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import type { PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { Augmentation, between } from './augmentation.ts';
import { endsOf, factorField, type Factor } from './factor.ts';
import { pixels, sampleImages, sampling, type SamplingConfig } from './sample-image.ts';

export interface RandomZoomConfig extends SamplingConfig {
  /**
   * How much of the height is seen more, as a share of it: one number f for −f to f, or the least and the greatest. In (−1, 1]; above 0 shows more,
   * smaller.
   */
  readonly heightFactor: Factor;
  /** The same for the width. Default null: as the height, so that shapes stay. */
  readonly widthFactor?: Factor | null | undefined;
  readonly name?: string | undefined;
}

const above = -1 + 2 ** -23;
const fields = {
  heightFactor: factorField(above, 1),
  widthFactor: nullable(factorField(above, 1)),
  ...sampling(),
  name: name(),
};

/**
 * Zooms images around their middle by factors drawn for each, in training: `[batch, height, width, channels]` to the same shape.
 *
 * One number u is drawn for an image, or two, for the height first; what lies d from the middle is then 1 + low + u (high − low) times as
 * far from it. In inference the layer is the identity.
 *
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for what are no images of known size.
 * @example
 * ```ts
 * import { RandomZoom } from '@bernoulli/api';
 * new RandomZoom({ heightFactor: 0.2 }).getConfig()['widthFactor']; // => null
 * ```
 */
export class RandomZoom extends Augmentation {
  readonly className = 'RandomZoom';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: RandomZoomConfig) {
    super();
    this.#config = readConfig('RandomZoom', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  protected get count(): number {
    return this.#config.widthFactor === null ? 1 : 2;
  }

  protected change(images: Tensor, [u, v]: readonly Tensor[]): Tensor {
    const [, height, width] = images.shape as [number, number, number];
    const { heightFactor, widthFactor } = this.#config;
    const tall = between(endsOf(heightFactor), u!).add(1);
    const wide = widthFactor === null ? tall : between(endsOf(widthFactor), v!).add(1);
    const at = pixels(images, height, width);
    const [middleRow, middleColumn] = [(height - 1) / 2, (width - 1) / 2];
    return sampleImages(
      images,
      {
        row: at.row.sub(middleRow).mul(tall).add(middleRow),
        column: at.column.sub(middleColumn).mul(wide).add(middleColumn),
      },
      this.#config,
    );
  }
}

/** Images turned by random angles. */
import { name, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import type { PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { Augmentation, between } from './augmentation.ts';
import { endsOf, factorField, type Factor } from './factor.ts';
import { pixels, sampleImages, sampling, type SamplingConfig } from './sample-image.ts';

export interface RandomRotationConfig extends SamplingConfig {
  /** The angle, in whole turns: one number f for −f to f, or the least and the greatest. In [−1, 1]; above 0 turns against the clock. */
  readonly factor: Factor;
  readonly name?: string | undefined;
}

const fields = { factor: factorField(-1, 1), ...sampling(), name: name() };

/**
 * Turns images around their middle by an angle drawn for each, in training: `[batch, height, width, channels]` to the same shape.
 *
 * One number u is drawn for an image; the angle is 2π (low + u (high − low)). In inference the layer is the identity.
 *
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for what are no images of known size.
 * @example
 * ```ts
 * import { RandomRotation } from '@bernoulli/api';
 * // A tenth of a turn either way.
 * new RandomRotation({ factor: 0.1, fillMode: 'constant' }).getConfig()['fillMode']; // => 'constant'
 * ```
 */
export class RandomRotation extends Augmentation {
  readonly className = 'RandomRotation';
  protected readonly count = 1;
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: RandomRotationConfig) {
    super();
    this.#config = readConfig('RandomRotation', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  protected change(images: Tensor, [u]: readonly Tensor[]): Tensor {
    const [, height, width] = images.shape as [number, number, number];
    const angle = between(endsOf(this.#config.factor), u!).mul(2 * Math.PI);
    const [cos, sin] = [angle.cos(), angle.sin()];
    const [middleRow, middleColumn] = [(height - 1) / 2, (width - 1) / 2];
    const at = pixels(images, height, width);
    const [y, x] = [at.row.sub(middleRow), at.column.sub(middleColumn)];
    return sampleImages(
      images,
      { row: x.mul(sin).add(y.mul(cos)).add(middleRow), column: x.mul(cos).sub(y.mul(sin)).add(middleColumn) },
      this.#config,
    );
  }
}

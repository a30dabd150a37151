/** Images turned over at random. */
import { name, oneOf, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import type { PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { Augmentation } from './augmentation.ts';

export interface RandomFlipConfig {
  /** `'horizontal'`: left to right. `'vertical'`: top to bottom. `'horizontalAndVertical'`, the default: each by a coin of its own. */
  readonly mode?: 'horizontal' | 'vertical' | 'horizontalAndVertical' | undefined;
  readonly name?: string | undefined;
}

const fields = {
  mode: oneOf(['horizontal', 'vertical', 'horizontalAndVertical'], 'horizontalAndVertical'),
  name: name(),
};

const axes = { vertical: 1, horizontal: 2 } as const;

/**
 * Turns images over with probability ½ in training: `[batch, height, width, channels]` to the same shape.
 *
 * One number is drawn for an image and a direction, horizontal first; below ½ the image is turned over. Keras takes one coin for both
 * directions. In inference the layer is the identity.
 *
 * @throws BernoulliError `CONFIG` for another mode; `SHAPE` for what are no images of known size.
 * @example
 * ```ts
 * import { RandomFlip } from '@bernoulli/api';
 * new RandomFlip({ mode: 'horizontal' }).getConfig(); // => { mode: 'horizontal' }
 * ```
 */
export class RandomFlip extends Augmentation {
  readonly className = 'RandomFlip';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: RandomFlipConfig = {}) {
    super();
    this.#config = readConfig('RandomFlip', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  get #directions(): readonly (keyof typeof axes)[] {
    const { mode } = this.#config;
    return mode === 'horizontalAndVertical' ? ['horizontal', 'vertical'] : [mode];
  }

  protected get count(): number {
    return this.#directions.length;
  }

  protected change(images: Tensor, drawn: readonly Tensor[]): Tensor {
    return this.#directions.reduce(
      (x, direction, i) => turned(x, axes[direction]).where(drawn[i]!.less(0.5), x),
      images,
    );
  }
}

function turned(x: Tensor, axis: number): Tensor {
  const last = x.shape[axis]! - 1;
  return x.gather(x.constant(Int32Array.from({ length: last + 1 }, (_, i) => last - i)), axis);
}

/** Root-mean-square normalization: layer normalization without the mean. */
import { axes, name, plainConfig, positive, readConfig, type SettingsOf, type Shape } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { alongAxes, knownAxes } from './scale-and-shift.ts';

export interface RMSNormalizationConfig {
  /** The axis, or the axes together, that are normalized. Default −1, the last. */
  readonly axis?: number | readonly number[] | undefined;
  /** Added to the mean of squares, above 0. Default 0.000001. */
  readonly epsilon?: number | undefined;
  readonly name?: string | undefined;
}

const fields = { axis: axes(-1), epsilon: positive(1e-6), name: name() };

/**
 * scale · x / √(mean of x² + epsilon), with the mean along some axes of each row: any shape to the same.
 *
 * Weight: `scale`, of the sizes of those axes.
 *
 * @see B. Zhang, R. Sennrich, "Root Mean Square Layer Normalization", NeurIPS 2019.
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for an axis that is not there, is the batch, or has no known size.
 * @example
 * ```ts
 * import { RMSNormalization } from '@bernoulli/api';
 * new RMSNormalization().getConfig(); // => { axis: -1, epsilon: 0.000001 }
 * ```
 */
export class RMSNormalization extends Layer {
  readonly className = 'RMSNormalization';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: RMSNormalizationConfig = {}) {
    super();
    this.#config = readConfig('RMSNormalization', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override build(input: Shape): void {
    const shape = this.#axes(input).map((axis) => input[axis]!);
    this.addWeight({ name: 'scale', shape, initializer: 'ones' });
  }

  call(x: Tensor): Tensor {
    const normalized = this.#axes(x.shape);
    const root = x.square().mean(normalized, true).add(this.#config.epsilon).sqrt();
    return x.div(root).mul(this.weight('scale', x).reshape(alongAxes(normalized, x.shape)));
  }

  #axes(input: Shape): number[] {
    return knownAxes('RMSNormalization', this.#config.axis, input);
  }
}

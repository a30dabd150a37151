/** Layer normalization: each row is brought to mean 0 and variance 1. */
import { axes, name, plainConfig, positive, readConfig, type SettingsOf, type Shape } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { alongAxes, knownAxes, scaleAndShift, weightsOf, type ScaleAndShiftConfig } from './scale-and-shift.ts';

export interface LayerNormalizationConfig extends ScaleAndShiftConfig {
  /** The axis, or the axes together, that are normalized. Default −1, the last. */
  readonly axis?: number | readonly number[] | undefined;
  /** Added to the variance, above 0. Default 0.001. */
  readonly epsilon?: number | undefined;
  readonly name?: string | undefined;
}

const fields = { axis: axes(-1), epsilon: positive(1e-3), ...scaleAndShift(), name: name() };

/**
 * gamma · (x − mean) / √(variance + epsilon) + beta, with mean and variance along some axes of each row: any shape to the same. Training
 * and inference are alike.
 *
 * Weights: `gamma` and `beta`, of the sizes of those axes.
 *
 * @see J. L. Ba, J. R. Kiros, G. E. Hinton, "Layer Normalization", arXiv:1607.06450 (2016).
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for an axis that is not there, is the batch, or has no known size.
 * @example
 * ```ts
 * import { LayerNormalization } from '@bernoulli/api';
 * new LayerNormalization().getConfig().epsilon; // => 0.001
 * ```
 */
export class LayerNormalization extends Layer {
  readonly className = 'LayerNormalization';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: LayerNormalizationConfig = {}) {
    super();
    this.#config = readConfig('LayerNormalization', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override build(input: Shape): void {
    const shape = this.#axes(input).map((axis) => input[axis]!);
    for (const weight of weightsOf(this.#config, shape)) this.addWeight(weight);
  }

  call(x: Tensor): Tensor {
    const { center, scale, epsilon } = this.#config;
    const normalized = this.#axes(x.shape);
    const along = alongAxes(normalized, x.shape);
    const apart = x.sub(x.mean(normalized, true));
    const normal = apart.div(apart.square().mean(normalized, true).add(epsilon).sqrt());
    const scaled = scale ? normal.mul(this.weight('gamma', x).reshape(along)) : normal;
    return center ? scaled.add(this.weight('beta', x).reshape(along)) : scaled;
  }

  #axes(input: Shape): number[] {
    return knownAxes('LayerNormalization', this.#config.axis, input);
  }
}

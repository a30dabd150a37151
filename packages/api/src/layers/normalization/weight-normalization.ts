/** A layer whose kernel has a length and a direction, trained apart. */
import { initializer } from '../../initializers/field.ts';
import type { InitializerLike } from '../../initializers/index.ts';
import { name, plainConfig, readConfig, type SettingsOf, type Shape } from '../../ir/index.ts';
import type { Layer, PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { KernelWrapper, layerField } from './kernel-wrapper.ts';

export interface WeightNormalizationConfig<Inner extends Layer = Layer> {
  /** A layer with a kernel, or with embeddings. */
  readonly layer: Inner;
  /** Of the lengths. Default `'ones'`. */
  readonly lengthInitializer?: InitializerLike | undefined;
  readonly name?: string | undefined;
}

const fields = { layer: layerField(), lengthInitializer: initializer('ones'), name: name() };

/**
 * The layer with length · kernel / ‖kernel‖ in the place of its kernel, where ‖kernel‖ is taken for each place of the last axis: for each unit,
 * or filter.
 *
 * Weights: those of the layer, below `layer`, of whose kernel only the direction counts, and `length` `[last axis]`. The kernel begins with
 * the lengths of `lengthInitializer`, whatever the layer draws.
 *
 * @see T. Salimans, D. P. Kingma, "Weight Normalization: A Simple Reparameterization to Accelerate Training of Deep Neural Networks",
 * NeurIPS 2016.
 * @throws BernoulliError `CONFIG` for what is no layer, or one without a kernel.
 * @example
 * ```ts
 * import { Dense, input, WeightNormalization } from '@bernoulli/api';
 * const layer = new WeightNormalization({ layer: new Dense({ units: 3 }) });
 * layer.apply(input({ shape: [4] }));
 * layer.parameters.get('length')?.shape; // => [3]
 * ```
 */
export class WeightNormalization<Inner extends Layer = Layer> extends KernelWrapper<Inner> {
  readonly className = 'WeightNormalization';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: WeightNormalizationConfig<Inner>) {
    const settings = readConfig('WeightNormalization', config as WeightNormalizationConfig, fields);
    super(settings.layer as Inner);
    this.#config = settings;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  protected addWeights(kernel: Shape): void {
    this.addWeight({ name: 'length', shape: [kernel.at(-1)!], initializer: this.#config.lengthInitializer });
  }

  protected replaced(kernel: Tensor): Tensor {
    const axes = kernel.shape.slice(0, -1).map((_, axis) => axis);
    const norm = kernel.square().sum(axes, true).sqrt();
    return kernel.mul(this.weight('length', kernel)).div(norm.where(norm.greater(0), 1));
  }
}

/** A layer whose kernel has a length and a direction, trained apart. */
import { initializer } from '../../initializers/field.ts';
import type { InitializerLike } from '../../initializers/index.ts';
import { name, plainConfig, readConfig, type SettingsOf, type Shape } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { applyWith, kernelOf, layerField } from './wrapped-kernel.ts';

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
export class WeightNormalization<Inner extends Layer = Layer> extends Layer {
  readonly className = 'WeightNormalization';
  readonly layer: Inner;
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: WeightNormalizationConfig<Inner>) {
    super();
    this.#config = readConfig('WeightNormalization', config as WeightNormalizationConfig, fields);
    this.layer = this.#config.layer as Inner;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override build(...inputs: Shape[]): void {
    const { shape } = kernelOf('WeightNormalization', this.layer, inputs);
    this.addWeight({ name: 'length', shape: [shape.at(-1)!], initializer: this.#config.lengthInitializer });
  }

  call(...inputs: Parameters<Inner['call']>): ReturnType<Inner['call']> {
    const { name: kernel } = kernelOf('WeightNormalization', this.layer, []);
    return applyWith(this.layer, kernel, (k) => this.#normalized(k), inputs) as ReturnType<Inner['call']>;
  }

  #normalized(kernel: Tensor): Tensor {
    const axes = kernel.shape.slice(0, -1).map((_, axis) => axis);
    const norm = kernel.square().sum(axes, true).sqrt();
    return kernel.mul(this.weight('length', kernel)).div(norm.where(norm.greater(0), 1));
  }
}

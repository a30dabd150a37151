/** Convolution of each channel by itself, over sequences. */
import { plainConfig, readConfig, whole, type SettingsOf, type Shape } from '../../ir/index.ts';
import { constraint } from '../../constraints/field.ts';
import type { ConstraintLike } from '../../constraints/index.ts';
import { initializer } from '../../initializers/field.ts';
import type { InitializerLike } from '../../initializers/index.ts';
import { regularizer } from '../../regularizers/field.ts';
import type { RegularizerLike } from '../../regularizers/index.ts';
import type { PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { byChannel } from './kernel.ts';
import { outputFields, windowFields, type OutputConfig, type WindowConfig } from './settings.ts';
import { WindowLayer } from './window-layer.ts';

export interface DepthwiseConv1DConfig extends WindowConfig, OutputConfig {
  /** Channels that come out for each that comes in. Default 1. */
  readonly depthMultiplier?: number | undefined;
  /** Default `'glorotUniform'`. */
  readonly depthwiseInitializer?: InitializerLike | undefined;
  readonly depthwiseRegularizer?: RegularizerLike | undefined;
  readonly depthwiseConstraint?: ConstraintLike | undefined;
}

const fields = {
  ...windowFields(1),
  depthMultiplier: whole(1, 1),
  depthwiseInitializer: initializer('glorotUniform'),
  depthwiseRegularizer: regularizer(),
  depthwiseConstraint: constraint(),
  ...outputFields(),
};

/**
 * activation(window · kernel + bias) at each place, channel by channel: `[batch, steps, channels]` to
 * `[batch, places, channels · depthMultiplier]`.
 *
 * Weights: `kernel` `[…kernelSize, channels, depthMultiplier]` and, with `useBias`, `bias` `[channels · depthMultiplier]`.
 *
 * @throws BernoulliError `CONFIG` for a bad setting, or strides and a dilation rate above 1 together; `SHAPE` for an input with another number
 * of axes, or a window larger than the padded input.
 * @example
 * ```ts
 * import { DepthwiseConv1D } from '@bernoulli/api';
 * new DepthwiseConv1D({ kernelSize: 3 }).getConfig().depthMultiplier; // => 1
 * ```
 */
export class DepthwiseConv1D extends WindowLayer {
  readonly className = 'DepthwiseConv1D';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: DepthwiseConv1DConfig) {
    const settings = readConfig('DepthwiseConv1D', config, fields);
    super('DepthwiseConv1D', 1, settings);
    this.#config = settings;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override build(input: Shape): void {
    const { depthMultiplier, depthwiseInitializer, depthwiseRegularizer, depthwiseConstraint } = this.#config;
    const channels = this.channelsOf(input);
    this.addWeight({
      name: 'kernel',
      shape: [...this.window, channels, depthMultiplier],
      initializer: depthwiseInitializer,
      regularizer: depthwiseRegularizer,
      constraint: depthwiseConstraint,
    });
    this.addBias(channels * depthMultiplier);
  }

  call(x: Tensor): Tensor {
    return this.ended(this.convolved(x, byChannel(this.weight('kernel', x)), x.shape.at(-1)!));
  }
}

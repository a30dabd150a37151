/** Convolution in two steps, over images: each channel by itself, then all channels at each place. */
import { plainConfig, readConfig, required, whole, type SettingsOf, type Shape } from '../../ir/index.ts';
import type { PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { byChannel, everywhere } from './kernel.ts';
import { separableFields, separableWeights, type SeparableConfig } from './separable.ts';
import { outputFields, windowFields, type OutputConfig, type WindowConfig } from './settings.ts';
import { WindowLayer } from './window-layer.ts';

export interface SeparableConv2DConfig extends WindowConfig, SeparableConfig, OutputConfig {
  /** Number of channels that come out. */
  readonly filters: number;
}

const fields = { filters: required(whole(1)), ...windowFields(2), ...separableFields(), ...outputFields() };

/**
 * activation((window · depthwise kernel) · pointwise kernel + bias) at each place: `[batch, height, width, channels]` to
 * `[batch, rows, columns, filters]`.
 *
 * Weights: `depthwiseKernel` `[…kernelSize, channels, depthMultiplier]`, `pointwiseKernel` `[…1, channels · depthMultiplier, filters]` and, with
 * `useBias`, `bias` `[filters]`.
 *
 * @see F. Chollet, "Xception: Deep Learning with Depthwise Separable Convolutions", CVPR 2017.
 * @throws BernoulliError `CONFIG` for a bad setting, or strides and a dilation rate above 1 together; `SHAPE` for an input with another number
 * of axes, or a window larger than the padded input.
 * @example
 * ```ts
 * import { SeparableConv2D } from '@bernoulli/api';
 * new SeparableConv2D({ filters: 8, kernelSize: [3, 3] }).getConfig().depthMultiplier; // => 1
 * ```
 */
export class SeparableConv2D extends WindowLayer {
  readonly className = 'SeparableConv2D';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: SeparableConv2DConfig) {
    const settings = readConfig('SeparableConv2D', config, fields);
    super('SeparableConv2D', 2, settings);
    this.#config = settings;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override build(input: Shape): void {
    const { filters } = this.#config;
    for (const weight of separableWeights(this.#config, this.window, this.channelsOf(input), filters))
      this.addWeight(weight);
    this.addBias(filters);
  }

  call(x: Tensor): Tensor {
    const each = this.convolved(x, byChannel(this.weight('depthwiseKernel', x)), x.shape.at(-1)!);
    return this.ended(each.conv(this.weight('pointwiseKernel', x), everywhere(2)));
  }
}

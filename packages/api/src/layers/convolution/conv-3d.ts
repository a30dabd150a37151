/** Convolution over volumes. */
import { plainConfig, readConfig, required, whole, type SettingsOf, type Shape } from '../../ir/index.ts';
import type { PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import {
  kernelFields,
  outputFields,
  windowFields,
  type KernelConfig,
  type OutputConfig,
  type WindowConfig,
} from './settings.ts';
import { kernelOf } from './kernel.ts';
import { WindowLayer } from './window-layer.ts';

export interface Conv3DConfig extends WindowConfig, KernelConfig, OutputConfig {
  /** Number of channels that come out. */
  readonly filters: number;
  /** Divides the channels that come in, and the filters. Each part of the output sees one part of the input. Default 1. */
  readonly groups?: number | undefined;
}

const fields = {
  filters: required(whole(1)),
  ...windowFields(3),
  groups: whole(1, 1),
  ...kernelFields(),
  ...outputFields(),
};

/**
 * activation(window · kernel + bias) at each place: `[batch, depth, height, width, channels]` to `[batch, planes, rows, columns, filters]`. The window is not turned
 * round, as in Keras and PyTorch.
 *
 * Weights: `kernel` `[…kernelSize, channels / groups, filters]` and, with `useBias`, `bias` `[filters]`.
 *
 * @throws BernoulliError `CONFIG` for a bad setting, or strides and a dilation rate above 1 together; `SHAPE` for an input with another number
 * of axes, a window larger than the padded input, or groups that do not divide.
 * @example
 * ```ts
 * import { Conv3D } from '@bernoulli/api';
 * new Conv3D({ filters: 8, kernelSize: 3, padding: 'same', activation: 'relu' }).getConfig().strides; // => 1
 * ```
 */
export class Conv3D extends WindowLayer {
  readonly className = 'Conv3D';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: Conv3DConfig) {
    const settings = readConfig('Conv3D', config, fields);
    super('Conv3D', 3, settings);
    this.#config = settings;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override build(input: Shape): void {
    const { filters, groups } = this.#config;
    const kernel = kernelOf('Conv3D', this.#config, this.window, { channels: this.channelsOf(input), filters, groups });
    this.addWeight(kernel);
    this.addBias(filters);
  }

  call(x: Tensor): Tensor {
    return this.ended(this.convolved(x, this.weight('kernel', x), this.#config.groups));
  }
}

/** Convolution over images. */
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

export interface Conv2DConfig extends WindowConfig, KernelConfig, OutputConfig {
  /** Number of channels that come out. */
  readonly filters: number;
  /** Divides the channels that come in, and the filters. Each part of the output sees one part of the input. Default 1. */
  readonly groups?: number | undefined;
}

const fields = {
  filters: required(whole(1)),
  ...windowFields(2),
  groups: whole(1, 1),
  ...kernelFields(),
  ...outputFields(),
};

/**
 * activation(window · kernel + bias) at each place: `[batch, height, width, channels]` to `[batch, rows, columns, filters]`. The window is not turned
 * round, as in Keras and PyTorch.
 *
 * Weights: `kernel` `[…kernelSize, channels / groups, filters]` and, with `useBias`, `bias` `[filters]`.
 *
 * @throws BernoulliError `CONFIG` for a bad setting, or strides and a dilation rate above 1 together; `SHAPE` for an input with another number
 * of axes, a window larger than the padded input, or groups that do not divide.
 * @example
 * ```ts
 * import { Conv2D } from '@bernoulli/api';
 * new Conv2D({ filters: 8, kernelSize: [3, 3], padding: 'same', activation: 'relu' }).getConfig().strides; // => 1
 * ```
 */
export class Conv2D extends WindowLayer {
  readonly className = 'Conv2D';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: Conv2DConfig) {
    const settings = readConfig('Conv2D', config, fields);
    super('Conv2D', 2, settings);
    this.#config = settings;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override build(input: Shape): void {
    const { filters, groups } = this.#config;
    const kernel = kernelOf('Conv2D', this.#config, this.window, { channels: this.channelsOf(input), filters, groups });
    this.addWeight(kernel);
    this.addBias(filters);
  }

  call(x: Tensor): Tensor {
    return this.ended(this.convolved(x, this.weight('kernel', x), this.#config.groups));
  }
}

/** Transposed convolution over images: what gives back the shape that a convolution was made of. */
import { nullable, plainConfig, readConfig, required, whole, type SettingsOf, type Shape } from '../../ir/index.ts';
import type { PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { sizesOf } from '../sizes.ts';
import { kernelOf } from './kernel.ts';
import { extraField, transposedPlacing } from './transposed.ts';
import {
  kernelFields,
  outputFields,
  windowFields,
  type KernelConfig,
  type OutputConfig,
  type WindowConfig,
} from './settings.ts';
import { WindowLayer } from './window-layer.ts';

export interface Conv2DTransposeConfig extends WindowConfig, KernelConfig, OutputConfig {
  /** Number of channels that come out. */
  readonly filters: number;
  /** How much longer each axis of the output is than windows at all places need, below the stride. Default: what makes it `size · stride` where it can be. */
  readonly outputPadding?: number | readonly number[] | null | undefined;
}

const fields = {
  filters: required(whole(1)),
  ...windowFields(2),
  outputPadding: nullable(extraField(2)),
  ...kernelFields(),
  ...outputFields(),
};

/**
 * Each element of the input spread over a window by the kernel, and what meets added up; then bias and activation:
 * `[batch, height, width, channels]` to `[batch, rows, columns, filters]`. With `padding: 'same'` axes become `size · stride` long, with `'valid'`
 * `(size − 1) · stride + max(window, stride)`.
 *
 * Weights: `kernel` `[…kernelSize, filters, channels]` and, with `useBias`, `bias` `[filters]`.
 *
 * @see V. Dumoulin, F. Visin, "A Guide to Convolution Arithmetic for Deep Learning", arXiv:1603.07285 (2016).
 * @throws BernoulliError `CONFIG` for a bad setting, or strides and a dilation rate above 1 together; `SHAPE` for an input with another number of
 * axes.
 * @example
 * ```ts
 * import { Conv2DTranspose } from '@bernoulli/api';
 * new Conv2DTranspose({ filters: 8, kernelSize: [3, 3], strides: 2 }).getConfig().outputPadding; // => null
 * ```
 */
export class Conv2DTranspose extends WindowLayer {
  readonly className = 'Conv2DTranspose';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: Conv2DTransposeConfig) {
    const settings = readConfig('Conv2DTranspose', config, fields);
    super('Conv2DTranspose', 2, settings);
    this.#config = settings;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override build(input: Shape): void {
    const { filters } = this.#config;
    // What comes in are the filters of the convolution whose shape this gives back.
    const kernel = kernelOf('Conv2DTranspose', this.#config, this.window, {
      channels: filters,
      filters: this.channelsOf(input),
      groups: 1,
    });
    this.addWeight(kernel);
    this.addBias(filters);
  }

  call(x: Tensor): Tensor {
    const { padding, outputPadding } = this.#config;
    const placing = transposedPlacing('Conv2DTranspose', x.shape, {
      window: this.window,
      strides: this.strides,
      dilations: this.dilations,
      padding,
      extra: outputPadding === null ? null : sizesOf(outputPadding, 2),
    });
    return this.ended(x.convInput(this.weight('kernel', x), placing));
  }
}

/** What transposed convolutions over sequences, images and volumes have in common. */
import { nullable, plainConfig, readConfig, required, whole, type SettingsOf, type Shape } from '../../ir/index.ts';
import type { PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { sizesOf } from '../sizes.ts';
import { kernelOf } from './kernel.ts';
import {
  kernelFields,
  outputFields,
  windowFields,
  type KernelConfig,
  type OutputConfig,
  type WindowConfig,
} from './settings.ts';
import { extraField, transposedPlacing } from './transposed.ts';
import { WindowLayer } from './window-layer.ts';

export interface TransposedConfig extends WindowConfig, KernelConfig, OutputConfig {
  /** Number of channels that come out. */
  readonly filters: number;
  /** How much longer each axis of the output is than windows at all places need, below the stride. Default: what makes it `size · stride` where it can be. */
  readonly outputPadding?: number | readonly number[] | null | undefined;
}

const fieldsOf = (axes: 1 | 2 | 3) => ({
  filters: required(whole(1)),
  ...windowFields(axes),
  outputPadding: nullable(extraField(axes)),
  ...kernelFields(),
  ...outputFields(),
});

type Fields = ReturnType<typeof fieldsOf>;

/** Spreads each element of the input over a window by the kernel, and adds up what meets; then bias and activation. */
export abstract class TransposedLayer extends WindowLayer {
  readonly #fields: Fields;
  readonly #config: SettingsOf<Fields>;

  constructor(who: string, axes: 1 | 2 | 3, config: TransposedConfig) {
    const fields = fieldsOf(axes);
    const settings = readConfig(who, config, fields);
    super(who, axes, settings);
    this.#fields = fields;
    this.#config = settings;
  }

  getConfig(): PlainConfig {
    return plainConfig(this.#fields, this.#config);
  }

  override build(input: Shape): void {
    const { filters } = this.#config;
    // What comes in are the filters of the convolution whose shape this gives back.
    const kernel = kernelOf(this.className, this.#config, this.window, {
      channels: filters,
      filters: this.channelsOf(input),
      groups: 1,
    });
    this.addWeight(kernel);
    this.addBias(filters);
  }

  call(x: Tensor): Tensor {
    const { padding, outputPadding } = this.#config;
    const placing = transposedPlacing(this.className, x.shape, {
      window: this.window,
      strides: this.strides,
      dilations: this.dilations,
      padding,
      extra: outputPadding === null ? null : sizesOf(outputPadding, this.axes),
    });
    return this.ended(x.convInput(this.weight('kernel', x), placing));
  }
}

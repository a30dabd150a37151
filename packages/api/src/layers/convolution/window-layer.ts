/** What every layer with a window does: it places the window, and ends with bias and activation. */
import type { ActivationFunction } from '../../activations/index.ts';
import type { Constraint } from '../../constraints/index.ts';
import type { Initializer } from '../../initializers/index.ts';
import { fail, printShape, type Shape } from '../../ir/index.ts';
import type { Regularizer } from '../../regularizers/index.ts';
import { Layer } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { placesOf } from '../places.ts';
import { sizesOf, type Sizes } from '../sizes.ts';
import { aligned, hangsOnSize, requireOneOf, zerosAround, type Padding } from './padding.ts';

/** Settings of a window, read. */
export interface WindowSettings {
  readonly kernelSize: Sizes;
  readonly strides: Sizes;
  readonly padding: Padding;
  readonly dilationRate: Sizes;
}

/** Settings of bias and activation, read. */
export interface OutputSettings {
  readonly activation: ActivationFunction;
  readonly useBias: boolean;
  readonly biasInitializer: Initializer;
  readonly biasRegularizer: Regularizer | null;
  readonly biasConstraint: Constraint | null;
}

/** A layer that moves a window over the axes between batch and channels. */
export abstract class WindowLayer extends Layer {
  /** How many axes those are. */
  protected readonly axes: 1 | 2 | 3;
  /** One size for each axis. */
  protected readonly window: readonly number[];
  protected readonly strides: readonly number[];
  protected readonly dilations: readonly number[];
  readonly #settings: WindowSettings & OutputSettings;

  constructor(who: string, axes: 1 | 2 | 3, settings: WindowSettings & OutputSettings) {
    super();
    this.axes = axes;
    this.window = sizesOf(settings.kernelSize, axes);
    this.strides = sizesOf(settings.strides, axes);
    this.dilations = sizesOf(settings.dilationRate, axes);
    this.#settings = settings;
    requireOneOf(who, this.strides, this.dilations);
  }

  /** @throws BernoulliError `SHAPE` unless the input is `[batch, …sizes, channels]` with known channels. */
  protected channelsOf(input: Shape): number {
    placesOf(this.className, input, this.axes);
    const channels = input.at(-1)!;
    if (channels < 1)
      fail('SHAPE', { who: this.className, what: 'the number of channels must be known', received: printShape(input) });
    return channels;
  }

  /** The convolution of x with a kernel of the window. */
  protected convolved(x: Tensor, kernel: Tensor, groups = 1): Tensor {
    const { padding } = this.#settings;
    let wide = x;
    const zeros = this.window.map((window, i) => {
      const along = { size: x.shape[i + 1]!, window, stride: this.strides[i]!, dilation: this.dilations[i]! };
      if (!hangsOnSize(padding, along)) return zerosAround(padding, along);
      wide = aligned(wide, i + 1, along);
      return [0, 0];
    });
    return wide.conv(kernel, {
      strides: this.strides,
      dilations: this.dilations,
      before: zeros.map(([before]) => before!),
      after: zeros.map(([, after]) => after!),
      groups,
    });
  }

  /** Declares the bias, where there is one. */
  protected addBias(filters: number): void {
    const { useBias, biasInitializer, biasRegularizer, biasConstraint } = this.#settings;
    if (useBias)
      this.addWeight({
        name: 'bias',
        shape: [filters],
        initializer: biasInitializer,
        regularizer: biasRegularizer,
        constraint: biasConstraint,
      });
  }

  /** Adds the bias and applies the activation. */
  protected ended(y: Tensor): Tensor {
    const { useBias, activation } = this.#settings;
    return activation(useBias ? y.add(this.weight('bias', y)) : y);
  }
}

/** Transposed convolution over images: what gives back the shape that a convolution was made of. */
import { TransposedLayer, type TransposedConfig } from './transposed-layer.ts';

export type Conv2DTransposeConfig = TransposedConfig;

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
export class Conv2DTranspose extends TransposedLayer {
  readonly className = 'Conv2DTranspose';

  constructor(config: Conv2DTransposeConfig) {
    super('Conv2DTranspose', 2, config);
  }
}

/** Transposed convolution over volumes: what gives back the shape that a convolution was made of. */
import { TransposedLayer, type TransposedConfig } from './transposed-layer.ts';

export type Conv3DTransposeConfig = TransposedConfig;

/**
 * Each element of the input spread over a window by the kernel, and what meets added up; then bias and activation:
 * `[batch, depth, height, width, channels]` to `[batch, planes, rows, columns, filters]`. With `padding: 'same'` axes become `size · stride` long, with `'valid'`
 * `(size − 1) · stride + max(window, stride)`.
 *
 * Weights: `kernel` `[…kernelSize, filters, channels]` and, with `useBias`, `bias` `[filters]`.
 *
 * @see V. Dumoulin, F. Visin, "A Guide to Convolution Arithmetic for Deep Learning", arXiv:1603.07285 (2016).
 * @throws BernoulliError `CONFIG` for a bad setting, or strides and a dilation rate above 1 together; `SHAPE` for an input with another number of
 * axes.
 * @example
 * ```ts
 * import { Conv3DTranspose } from '@bernoulli/api';
 * new Conv3DTranspose({ filters: 8, kernelSize: 3, strides: 2 }).getConfig().outputPadding; // => null
 * ```
 */
export class Conv3DTranspose extends TransposedLayer {
  readonly className = 'Conv3DTranspose';

  constructor(config: Conv3DTransposeConfig) {
    super('Conv3DTranspose', 3, config);
  }
}

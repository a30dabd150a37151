/**
 * The gradient of a convolution by its input. Where the stride is 1 it is a convolution, by the window turned round and with its channels and
 * filters swapped: TF.js's own kernel for it takes ten times as long on wasm.
 */
import type { KernelOf } from './kernel.ts';
import { convolved, imageAttrs, imageKernel, images, transposed, turned, type ImageAttrs } from './images.ts';

export const convInput: KernelOf<'convInput'> =
  (engine) =>
  ([y, w], { attrs, type }) =>
    engine.tidy(() => {
      const [rows, kernel] = [images(engine, y!), turned(engine, imageKernel(engine, w!))];
      const back = reversed(imageAttrs(attrs), kernel.shape);
      const own = attrs.groups === 1 ? 'Conv2D' : 'DepthwiseConv2dNative';
      const x = convolved(engine, own, rows, transposed(engine, kernel, [0, 1, 3, 2]), back);
      return engine.share(x, type.shape);
    });

/** Zeros that let the window, turned round, reach all that it had been to. */
function reversed({ strides, dilations, before, after }: ImageAttrs, window: readonly number[]): ImageAttrs {
  const left = (zeros: readonly [number, number]): [number, number] => [
    (window[0]! - 1) * dilations[0] - zeros[0],
    (window[1]! - 1) * dilations[1] - zeros[1],
  ];
  return { strides, dilations, before: left(before), after: left(after) };
}

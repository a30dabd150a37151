/** Convolution of lines and images; with as many groups as channels, each channel by itself. */
import type { KernelOf } from './kernel.ts';
import { convolved, imageAttrs, imageKernel, images } from './images.ts';

export const conv: KernelOf<'conv'> =
  (engine) =>
  ([x, w], { attrs, type }) =>
    engine.tidy(() => {
      const [rows, kernel] = [images(engine, x!), imageKernel(engine, w!)];
      const [height, width, , filters] = kernel.shape as [number, number, number, number];
      const { groups } = attrs;
      const y =
        groups === 1
          ? convolved(engine, 'Conv2D', rows, kernel, imageAttrs(attrs))
          : convolved(
              engine,
              'DepthwiseConv2dNative',
              rows,
              engine.share(kernel, [height, width, groups, filters / groups]),
              imageAttrs(attrs),
            );
      return engine.share(y, type.shape);
    });

/**
 * The gradient of a convolution by its kernel, which is a convolution as well: channels are its batch, the batch its channels, and the window
 * that moves over x is y, whose elements lie a stride apart. TF.js has no such kernel on wasm.
 */
import type { KernelOf } from './kernel.ts';
import { convolved, imageAttrs, images, imageSize, transposed } from './images.ts';

export const convKernel: KernelOf<'convKernel'> =
  (engine) =>
  ([x, y], { attrs, type }) =>
    engine.tidy(() => {
      const [rows, places] = [images(engine, x!), images(engine, y!)];
      const { strides, dilations, before } = imageAttrs(attrs);
      const size = imageSize(attrs.size);
      // What the window reaches, and not the tail that it never does.
      const missing = (axis: 0 | 1): number =>
        (places.shape[axis + 1]! - 1) * strides[axis] +
        (size[axis] - 1) * dilations[axis] +
        1 -
        rows.shape[axis + 1]! -
        before[axis];
      const w = convolved(
        engine,
        'Conv2D',
        transposed(engine, rows, [3, 1, 2, 0]),
        transposed(engine, places, [1, 2, 0, 3]),
        {
          strides: dilations,
          dilations: strides,
          before,
          after: [Math.max(0, missing(0)), Math.max(0, missing(1))],
        },
      );
      const window = [w.shape[0]!, ...size, w.shape[3]!];
      const reached = window.every((n, axis) => n === w.shape[axis])
        ? w
        : engine.run('Slice', { x: w }, { begin: [0, 0, 0, 0], size: window });
      return engine.share(transposed(engine, reached, [1, 2, 0, 3]), type.shape);
    });

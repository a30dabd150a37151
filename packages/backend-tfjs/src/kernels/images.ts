/** Convolutions as TF.js has them: of images, two axes between batch and channels. A line is an image of height 1. */
import type { ConvAttrs, Shape } from '@bernoulli/api/ir';
import type { Engine, Tensor } from '../engine/engine.ts';

type Each = readonly [number, number];

/** The attributes of a convolution of images. */
export interface ImageAttrs {
  readonly strides: Each;
  readonly dilations: Each;
  readonly before: Each;
  readonly after: Each;
}

/** Attributes of one axis or two, as those of two. */
export function imageAttrs({ strides, dilations, before, after }: Omit<ConvAttrs, 'groups'>): ImageAttrs {
  const two = (list: readonly number[], other: number): Each =>
    list.length === 1 ? [other, list[0]!] : [list[0]!, list[1]!];
  return { strides: two(strides, 1), dilations: two(dilations, 1), before: two(before, 0), after: two(after, 0) };
}

/** A window without a height that it lacks. */
export function imageSize(size: Shape): Each {
  return size.length === 1 ? [1, size[0]!] : [size[0]!, size[1]!];
}

/** Rows `[batch, …sizes, channels]` as images. */
export function images(engine: Engine, x: Tensor): Tensor {
  return x.shape.length === 4 ? x : engine.share(x, [x.shape[0]!, 1, ...x.shape.slice(1)]);
}

/** A kernel `[…window, channels, filters]` as one of images. */
export function imageKernel(engine: Engine, w: Tensor): Tensor {
  return w.shape.length === 4 ? w : engine.share(w, [1, ...w.shape]);
}

/** `x [n, h, w, c]` and `filter [kh, kw, c, f]`, or `[kh, kw, c, m]` where each channel stands alone. To be called inside `tidy`. */
export function convolved(
  engine: Engine,
  kernel: 'Conv2D' | 'DepthwiseConv2dNative',
  x: Tensor,
  filter: Tensor,
  { strides, dilations, before, after }: ImageAttrs,
): Tensor {
  const [[top, left], [bottom, right]] = [before, after];
  return engine.run(
    kernel,
    { x, filter },
    {
      strides: [...strides],
      dilations: [...dilations],
      pad: [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ],
      dataFormat: 'NHWC',
    },
  );
}

/** The window turned round. */
export function turned(engine: Engine, filter: Tensor): Tensor {
  return engine.run('Reverse', { x: filter }, { dims: [0, 1] });
}

/** The axes in another order. */
export function transposed(engine: Engine, x: Tensor, perm: readonly number[]): Tensor {
  return engine.run('Transpose', { x }, { perm: [...perm] });
}

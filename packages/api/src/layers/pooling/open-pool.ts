/** Pooling along axes whose sizes are not known yet: one axis after the other, the windows of each picked at once. */
import { fail, printShape, sizeFrom } from '../../ir/index.ts';
import { Tensor } from '../../tracing/tensor.ts';
import { aligned, hangsOnSize, zerosAround } from '../convolution/padding.ts';

interface Pooling {
  readonly window: readonly number[];
  readonly strides: readonly number[];
  readonly padding: 'valid' | 'same';
}

/** One value of each window. Windows that reach beyond the input count what is in it. */
export function openPool(who: string, x: Tensor, { window, strides, padding }: Pooling, value: 'max' | 'mean'): Tensor {
  return window.reduce((pooled, size, i) => {
    const axis = i + 1;
    if (padding === 'valid' && x.shape[axis]! >= 0 && x.shape[axis]! < size)
      fail('SHAPE', { who, what: `a window of ${size} is larger than the input`, received: printShape(x.shape) });
    const along = { size: x.shape[axis]!, window: size, stride: strides[i]!, dilation: 1 };
    if (value === 'max') return folded(pooled, axis, along, padding, -Infinity).max(axis + 1);
    const shape = x.shape.map((n, at) => (at === axis ? n : 1));
    const ones = new Tensor(x.b, x.b.scalar(1)).broadcastTo(shape);
    const sum = folded(pooled, axis, along, padding, 0).sum(axis + 1);
    return sum.div(padding === 'valid' ? size : folded(ones, axis, along, padding, 0).sum(axis + 1));
  }, x);
}

type Along = Parameters<typeof aligned>[2];

/** `[…, size, …]` as `[…, places, window, …]`. */
function folded(x: Tensor, axis: number, along: Along, padding: Pooling['padding'], beyond: number): Tensor {
  const { window, stride } = along;
  const wide = hangsOnSize(padding, along)
    ? aligned(x, axis, along, beyond)
    : padded(x, axis, zerosAround(padding, along), beyond);
  const places = sizeFrom(wide.shape[axis]!, { plus: stride - window, over: stride });
  const count = (at: 0 | 1): Tensor => new Tensor(x.b, x.b.iota([places, window], at));
  return wide.gather(count(0).mul(stride).add(count(1)), axis);
}

function padded(x: Tensor, axis: number, [before, after]: readonly [number, number], beyond: number): Tensor {
  const sides = (n: number): number[] => x.shape.map((_, i) => (i === axis ? n : 0));
  return x.pad(sides(before), sides(after), beyond);
}

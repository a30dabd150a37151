/** Windows of an array laid out one by one, and added back: with them a convolution is a product of matrices. */
import type { GraphBuilder, Ref } from './builder.ts';
import { sizesBetween, type ConvAttrs, type ConvShapes } from './convolution.ts';
import { sizeOf, type Shape } from './shape.ts';

/** Where windows lie: one entry for each axis between batch and channels. */
export interface Windows extends Pick<ConvAttrs, 'strides' | 'dilations'> {
  readonly window: readonly number[];
  readonly places: readonly number[];
}

/** `[batch, …sizes, c]` to `[batch, …places, …window, c]`. */
export function unfold(b: GraphBuilder, x: Ref, windows: Windows): Ref {
  const axes = windows.window.length;
  const each = windows.window.reduceRight((laid, _, i) => b.gather(laid, positions(b, windows, i), i + 1), x);
  // Places and window of each axis stand side by side: all places come first.
  const order = Array.from({ length: axes }, (_, i) => i);
  return b.transpose(each, [0, ...order.map((i) => 2 * i + 1), ...order.map((i) => 2 * i + 2), 2 * axes + 1]);
}

/** The reverse: each element of a window is added where it was taken from. `[batch, …places, …window, c]` to `[batch, …sizes, c]`. */
export function fold(b: GraphBuilder, laid: Ref, windows: Windows, sizes: Shape): Ref {
  const axes = windows.window.length;
  const pairs = Array.from({ length: axes }, (_, i) => [i + 1, i + 1 + axes]);
  const paired = b.transpose(laid, [0, ...pairs.flat(), 2 * axes + 1]);
  return windows.window.reduce((sum, _, i) => b.scatterAdd(positions(b, windows, i), sum, sizes[i]!, i + 1), paired);
}

/** What each place of each window reads along an axis, `[places, window]`. */
function positions(b: GraphBuilder, { window, places, strides, dilations }: Windows, axis: number): Ref {
  const size = [places[axis]!, window[axis]!];
  return b.add(b.mul(b.iota(size, 0), strides[axis]!), b.mul(b.iota(size, 1), dilations[axis]!));
}

/** A convolution as a product of matrices, or of one for each group: the three operands as `[groups, rows, columns]`, and back. */
export interface Matrices {
  readonly windowsOf: (x: Ref) => Ref;
  readonly kernelOf: (w: Ref) => Ref;
  readonly outputOf: (y: Ref) => Ref;
  readonly toInput: (windows: Ref) => Ref;
  readonly toKernel: (kernel: Ref) => Ref;
  readonly toOutput: (output: Ref) => Ref;
}

/** How a convolution of these shapes becomes products, `output = windows · kernel` for each group, and comes back. */
export function asMatrices(b: GraphBuilder, { x, w, y }: ConvShapes, attrs: ConvAttrs): Matrices {
  const { groups, before, after } = attrs;
  const windows: Windows = { ...attrs, window: w.slice(0, -2), places: sizesBetween(y) };
  const [channels, filters] = [x.at(-1)!, y.at(-1)!];
  const [perGroup, filtersPerGroup] = [channels / groups, filters / groups];
  const taps = sizeOf(windows.window);
  const rows = sizeOf(y.slice(0, -1));
  const laid = [x[0]!, ...windows.places, ...windows.window, channels];
  const [front, back] = [
    [0, ...before, 0],
    [0, ...after, 0],
  ];
  const padded = x.map((size, i) => size + front[i]! + back[i]!);
  const isPadded = [...before, ...after].some((n) => n > 0);
  // The windows are the input itself where each is one element, and every element has one.
  const single = taps === 1 && sizesBetween(padded).every((size, i) => size === windows.places[i]);
  const parts = groups === 1 ? [] : [groups];
  /** Groups stand inside, before the columns, in an array; in front of its matrices. */
  const apart = (value: Ref, sizes: Shape, columns: number): Ref => {
    const each = b.reshape(value, [...sizes, groups, columns]);
    const order = [sizes.length, ...sizes.keys(), sizes.length + 1];
    return groups === 1 ? each : b.transpose(each, order);
  };
  const together = (value: Ref, sizes: Shape, columns: number): Ref =>
    groups === 1
      ? value
      : b.transpose(
          b.reshape(value, [groups, ...sizes, columns]),
          [...sizes.keys()].map((i) => i + 1).concat(0, sizes.length + 1),
        );
  return {
    windowsOf: (value) => {
      const wide = isPadded ? b.pad(value, front, back) : value;
      const each = single ? wide : unfold(b, wide, windows);
      return b.reshape(apart(each, [rows, taps], perGroup), [...parts, rows, taps * perGroup]);
    },
    toInput: (value) => {
      const whole = b.reshape(together(value, [rows, taps], perGroup), laid);
      const wide = single ? b.reshape(whole, padded) : fold(b, whole, windows, sizesBetween(padded));
      return isPadded ? b.slice(wide, front, x) : wide;
    },
    kernelOf: (value) =>
      b.reshape(apart(value, [taps * perGroup], filtersPerGroup), [...parts, taps * perGroup, filtersPerGroup]),
    toKernel: (value) => b.reshape(together(value, [taps * perGroup], filtersPerGroup), w),
    outputOf: (value) => b.reshape(apart(value, [rows], filtersPerGroup), [...parts, rows, filtersPerGroup]),
    toOutput: (value) => b.reshape(together(value, [rows], filtersPerGroup), y),
  };
}

/** Windows of an array laid out one by one, and added back: with them a convolution is a product of matrices. */
import type { GraphBuilder, Ref } from './builder.ts';
import { sizesBetween, type ConvAttrs, type ConvShapes } from './convolution.ts';
import { sizeOf, type Shape } from './shape.ts';

/** Where windows lie: one entry for each axis between batch and channels. */
export interface Windows extends Pick<ConvAttrs, 'strides' | 'dilations'> {
  readonly window: readonly number[];
  readonly places: readonly number[];
}

/**
 * `[batch, …sizes, c]` to `[batch, places, elements of a window, c]`, both counted row-major. Axis by axis, the last first: what is laid out already
 * stands behind as one axis of places and one of elements, so that three axes make no value of more than six.
 */
export function unfold(b: GraphBuilder, x: Ref, windows: Windows): Ref {
  const { window, places } = windows;
  let laid = x;
  for (let axis = window.length - 1; axis >= 0; axis--) {
    const { others, columns } = behind(windows, axis, x.shape.at(-1)!);
    const before = x.shape.slice(0, axis + 2);
    const picked = b.gather(b.reshape(laid, [...before, ...others, columns]), positions(b, windows, axis), axis + 1);
    laid = swapped(b, picked, axis + 2, others.length);
  }
  return b.reshape(laid, [x.shape[0]!, sizeOf(places), sizeOf(window), x.shape.at(-1)!]);
}

/** The reverse: each element of a window is added where it was taken from. `[batch, places, elements, c]` to `[batch, …sizes, c]`. */
export function fold(b: GraphBuilder, laid: Ref, windows: Windows, sizes: Shape): Ref {
  const { window, places } = windows;
  const [batch, channels] = [laid.shape[0]!, laid.shape.at(-1)!];
  let sum = laid;
  window.forEach((taps, axis) => {
    const { others, columns } = behind(windows, axis, channels);
    const before = [batch, ...sizes.slice(0, axis)];
    const apart = b.reshape(sum, [...before, places[axis]!, ...others, taps, columns]);
    sum = b.scatterAdd(positions(b, windows, axis), swapped(b, apart, axis + 2, others.length), sizes[axis]!, axis + 1);
  });
  return b.reshape(sum, [batch, ...sizes, channels]);
}

/** What the axes behind one have together: their places, as an axis if there are such, and the elements of their windows. */
function behind(
  { window, places }: Windows,
  axis: number,
  channels: number,
): { readonly others: Shape; readonly columns: number } {
  const isLast = axis === window.length - 1;
  return {
    others: isLast ? [] : [sizeOf(places.slice(axis + 1))],
    columns: sizeOf(window.slice(axis + 1)) * channels,
  };
}

/** The axis at a place and the one behind it in the other order, where there is one of places behind. */
function swapped(b: GraphBuilder, x: Ref, at: number, others: number): Ref {
  const order = [...x.shape.keys()];
  return others === 0 ? x : b.transpose(x, order.with(at, at + 1).with(at + 1, at));
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
      const whole = b.reshape(together(value, [rows, taps], perGroup), [x[0]!, sizeOf(windows.places), taps, channels]);
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

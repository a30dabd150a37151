/** A convolution over sequences, images or volumes in numbers, as its routines take them. */
import { sizeOf, type ConvAttrs, type ConvShapes } from '@bernoulli/api/ir';

type Axes = readonly [depth: number, height: number, width: number];

export interface Volumes {
  readonly batch: number;
  /** Of a volume, of its places, of the window; then strides, gaps, zeros before. */
  readonly size: Axes;
  readonly places: Axes;
  readonly window: Axes;
  readonly strides: Axes;
  readonly gaps: Axes;
  readonly before: Axes;
  readonly channels: number;
  readonly filters: number;
  readonly groups: number;
  /** Places in all volumes. */
  readonly rows: number;
  /** Elements of a window. */
  readonly taps: number;
}

/** An image is a volume of one slice, a sequence one of one line. `null` where there are more than three axes. */
export function volumesOf({ x, w, y }: ConvShapes, attrs: ConvAttrs): Volumes | null {
  const axes = x.length - 2;
  if (axes > 3) return null;
  const three = (list: readonly number[], one: number): Axes =>
    [...Array<number>(3 - axes).fill(one), ...list.slice(0, axes)] as unknown as Axes;
  return {
    batch: x[0]!,
    size: three(x.slice(1), 1),
    places: three(y.slice(1), 1),
    window: three(w, 1),
    strides: three(attrs.strides, 1),
    gaps: three(attrs.dilations, 1),
    before: three(attrs.before, 0),
    channels: x.at(-1)!,
    filters: y.at(-1)!,
    groups: attrs.groups,
    rows: sizeOf(y.slice(0, -1)),
    taps: sizeOf(w.slice(0, -2)),
  };
}

/** Whether each channel of an image has one filter and no other has a part in it. */
export function isDepthwise({ size, groups, channels, filters }: Volumes): boolean {
  return size[0] === 1 && groups > 1 && groups === channels && groups === filters;
}

/** Whether the windows are the input itself: a convolution is a product of matrices there. */
export function isProduct({ taps, strides, size, places, groups }: Volumes): boolean {
  return groups === 1 && taps === 1 && [...strides].every((n) => n === 1) && size.every((n, i) => n === places[i]);
}

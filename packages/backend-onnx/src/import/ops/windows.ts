/** Where windows lie: what convolutions and pools share. */
import { type Shape } from '@bernoulli/api/ir';
import type { Tensor } from '@bernoulli/api';
import type { NodeCall } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { part } from './axes.ts';

export interface Placement {
  readonly window: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** How many places there are, along each axis. */
  readonly places: readonly number[];
  /** How many padded elements at the end belong to the file's own padding; what is beyond only makes the last window whole. */
  readonly own: readonly number[];
}

/** Elements of all windows along one axis. */
const MOST_TAPS = 1 << 23;

/** Reads `strides`, `dilations`, `pads` and `auto_pad` for windows over the axes behind batch and channels. */
export function placement(c: NodeCall, sizes: Shape, window: readonly number[]): Placement {
  const axes = sizes.length;
  if (sizes.some((n) => n < 0)) unsupported('windows over axes of open size');
  const ones = window.map(() => 1);
  const [strides, dilations] = [c.ints('strides') ?? ones, c.ints('dilations') ?? ones];
  const auto = c.word('auto_pad', ['NOTSET', 'VALID', 'SAME_UPPER', 'SAME_LOWER'], 'NOTSET');
  const given = c.ints('pads') ?? [...ones, ...ones].map(() => 0);
  const roundsUp = c.flag('ceil_mode');
  if (
    ![strides, dilations].every((list) => list.length === axes) ||
    given.length !== 2 * axes ||
    window.length !== axes
  )
    unsupported('windows of another number of axes than the operand');
  const out = { before: [] as number[], after: [] as number[], places: [] as number[], own: [] as number[] };
  sizes.forEach((size, i) => {
    const reach = (window[i]! - 1) * dilations[i]! + 1;
    let [front, back] = auto === 'NOTSET' ? [given[i]!, given[i + axes]!] : [0, 0];
    if (auto.startsWith('SAME')) {
      const total = Math.max(0, (Math.ceil(size / strides[i]!) - 1) * strides[i]! + reach - size);
      front = auto === 'SAME_UPPER' ? Math.floor(total / 2) : Math.ceil(total / 2);
      back = total - front;
    }
    const room = (size + front + back - reach) / strides[i]! + 1;
    let places = roundsUp && auto === 'NOTSET' ? Math.ceil(room) : Math.floor(room);
    // A window that would begin in the padding behind is left out.
    if (roundsUp && auto === 'NOTSET' && (places - 1) * strides[i]! >= size + front) places--;
    if (window[i]! * places > MOST_TAPS) unsupported(`windows of ${window[i]} at ${places} places`);
    if (places < 1) unsupported(`a window of ${reach} over ${size + front + back} elements`);
    out.before.push(front);
    out.own.push(back);
    out.after.push(Math.max(back, (places - 1) * strides[i]! + reach - size - front));
    out.places.push(places);
  });
  return { window, strides, dilations, ...out };
}

/**
 * Every window of `[batch, …sizes, channels]` folded into one value, `[batch, …places, channels]`: axis by axis, the last first, the elements of a
 * window are so many slices, of which two become one. Elements that `fill` the place beyond the end are in no window.
 */
export function foldWindows(
  x: Tensor,
  { window, strides, dilations, places }: Placement,
  two: (one: Tensor, other: Tensor) => Tensor,
  fill: number,
): Tensor {
  return window.reduceRight((folded, taps, i) => {
    const [axis, stride, count] = [i + 1, strides[i]!, places[i]!];
    const starts = Array.from({ length: taps }, (_, k) => k * dilations[i]!);
    const blocks = count + Math.floor(starts.at(-1)! / stride);
    // So many blocks as long as a stride: the n-th element of each is a slice.
    const wide = resized(folded, axis, blocks * stride, fill);
    const [before, behind] = [wide.shape.slice(0, axis), wide.shape.slice(axis + 1)];
    const columns = behind.reduce((n, size) => n * size, 1);
    const rows = wide.reshape([...before, blocks, stride * columns]);
    const zeros = before.map(() => 0);
    const parts = starts.map((start) =>
      rows.slice([...zeros, Math.floor(start / stride), (start % stride) * columns], [...before, count, columns]),
    );
    return treeOf(parts, two).reshape([...before, count, ...behind]);
  }, x);
}

/** An axis cut, or made longer, to a size. */
function resized(x: Tensor, axis: number, size: number, fill: number): Tensor {
  const own = x.shape[axis]!;
  if (size <= own) return part(x, axis, 0, size);
  const zeros = x.shape.map(() => 0);
  return x.pad(zeros, zeros.with(axis, size - own), fill);
}

/** All of them as one, neighbours first: the sum of many is as good as that of few. */
function treeOf(parts: readonly Tensor[], two: (one: Tensor, other: Tensor) => Tensor): Tensor {
  if (parts.length === 1) return parts[0]!;
  const half = Math.ceil(parts.length / 2);
  return two(treeOf(parts.slice(0, half), two), treeOf(parts.slice(half), two));
}

/** `[batch, channels, …sizes]` as `[batch, …sizes, channels]`. */
export function channelsLast(x: Tensor): Tensor {
  return x.transpose([0, ...behind(x.rank), 1]);
}

/** The reverse. */
export function channelsFirst(x: Tensor): Tensor {
  return x.transpose([0, x.rank - 1, ...behind(x.rank).map((axis) => axis - 1)]);
}

function behind(rank: number): number[] {
  return Array.from({ length: rank - 2 }, (_, i) => i + 2);
}

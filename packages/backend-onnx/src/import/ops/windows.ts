/** Where windows lie: what convolutions and pools share. */
import { type Shape } from '@bernoulli/api/ir';
import type { Tensor } from '@bernoulli/api';
import type { NodeCall } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';

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
const MOST_TAPS = 1 << 20;

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

/** Pools: windows laid out, and folded. */
import { sizeOf, stridesOf, unfold } from '@bernoulli/api/ir';
import { Tensor } from '@bernoulli/api';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { counted } from './axes.ts';
import { requireSmall } from './integers.ts';
import { channelsFirst, channelsLast, foldWindows, placement, type Placement } from './windows.ts';

interface Windows {
  readonly at: Placement;
  /** `[batch, places, elements of a window, channels]`. */
  readonly laid: () => Tensor;
  /** Every window as one value, as the result of the operator. */
  readonly folded: (fold: Fold) => Tensor;
  /** `[batch, places, channels]` as the result of the operator. */
  readonly back: (y: Tensor) => Tensor;
}

/** How the elements of a window become one: two of them, or all, which lie along axis 2. */
interface Fold {
  readonly two: (one: Tensor, other: Tensor) => Tensor;
  readonly all: (windows: Tensor) => Tensor;
}

const sumOf: Fold = { two: (one, other) => one.add(other), all: (laid) => laid.sum(2) };
/** Of two that are equal the first has the gradient. */
const largestOf: Fold = { two: (one, other) => other.maximum(one), all: (laid) => laid.max(2) };

/** Windows of up to so many elements along each axis are put together slice by slice. */
const FEW = 256;

/** The windows of an operand, of which `first` makes something else before they are laid out. */
function windows(c: NodeCall, fill: number, first: (x: Tensor) => Tensor = (x) => x): Windows {
  const x = c.input(0);
  const window = c.ints('kernel_shape') ?? unsupported('no kernel_shape');
  if (x.rank < 3) unsupported(`an operand of ${x.rank} axes`);
  const sizes = x.shape.slice(2);
  const at = placement(c, sizes, window);
  const last = channelsLast(first(x.tensor)).pad([0, ...at.before, 0], [0, ...at.after, 0], fill);
  const back = (y: Tensor): Tensor => channelsFirst(y.reshape([x.shape[0]!, ...at.places, x.shape[1]!]));
  const laid = (): Tensor => new Tensor(last.b, unfold(last.b, last.ref, at));
  const folded = ({ two, all }: Fold): Tensor =>
    window.every((taps) => taps <= FEW) ? channelsFirst(foldWindows(last, at, two, fill)) : back(all(laid()));
  return { at, laid, folded, back };
}

/** Windows of which the elements are counted. */
const MOST_PLACES = 1 << 22;

/** How many elements of each window lie in the operand, or in it and its own padding. */
function counts(
  { window, places, strides, dilations, before, own }: Placement,
  sizes: readonly number[],
  withPadding: boolean,
): Float32Array {
  const along = window.map((taps, axis) => {
    const [low, high] = withPadding
      ? [0, sizes[axis]! + before[axis]! + own[axis]!]
      : [before[axis]!, before[axis]! + sizes[axis]!];
    return Array.from({ length: places[axis]! }, (_, place) => {
      const start = place * strides[axis]!;
      return Array.from({ length: taps }, (_, k) => start + k * dilations[axis]!).filter((n) => n >= low && n < high)
        .length;
    });
  });
  if (places.reduce((n, m) => n * m, 1) > MOST_PLACES) unsupported(`more than ${MOST_PLACES} windows`);
  return Float32Array.from(along.reduce<number[]>((all, list) => all.flatMap((n) => list.map((m) => n * m)), [1]));
}

function averagePool(c: NodeCall): Value {
  const x = c.input(0);
  const { folded, at } = windows(c, 0);
  const count = counts(at, x.shape.slice(2), c.flag('count_include_pad'));
  const sum = folded(sumOf);
  const first = count[0] ?? 1;
  const each = count.every((n) => n === first) ? first : sum.constant(count, [1, 1, ...at.places]);
  return c.same(sum.div(each));
}

function maxPool(c: NodeCall): (Value | null)[] {
  const x = c.input(0);
  if (x.dtype === 'bool') unsupported('an operand of type bool');
  requireSmall(x.type);
  const { laid, folded, at, back } = windows(c, x.dtype === 'f32' ? -Infinity : -(2 ** 31));
  const columnFirst = c.flag('storage_order');
  const pooled = c.same(folded(largestOf));
  return c.wants(1) ? [pooled, indicesOf(c, laid(), at, back, columnFirst)] : [pooled];
}

/** Where the largest elements are in the operand laid flat; `columnFirst` counts the places the other way round. */
function indicesOf(c: NodeCall, laid: Tensor, at: Placement, back: Windows['back'], columnFirst: boolean): Value {
  const [batch, channels, ...sizes] = c.input(0).shape as readonly [number, number, ...number[]];
  if (batch < 0) unsupported('output 1 for a batch of open size');
  const strides = columnFirst ? stridesOf(sizes.toReversed()).reverse() : stridesOf(sizes);
  const [places, taps] = [sizeOf(at.places), sizeOf(at.window)];
  if (places * taps > MOST_PLACES) unsupported(`${places} windows of ${taps}`);
  const table = new Int32Array(places * taps);
  const index = (flat: number, shape: readonly number[]): number[] =>
    stridesOf(shape).map((stride, axis) => Math.floor(flat / stride) % shape[axis]!);
  for (let place = 0; place < places; place++)
    for (let tap = 0; tap < taps; tap++) {
      const [o, k] = [index(place, at.places), index(tap, at.window)];
      table[place * taps + tap] = sizes.reduce(
        (sum, _, axis) =>
          sum + strides[axis]! * (o[axis]! * at.strides[axis]! + k[axis]! * at.dilations[axis]! - at.before[axis]!),
        0,
      );
    }
  const best = laid.argMax(2).add(counted(laid, [1, places, 1], 1).mul(taps));
  const inside = laid.constant(table).gather(best);
  const size = sizeOf(sizes);
  const row = counted(laid, [batch, 1, 1], 0).mul(channels * size);
  const channel = counted(laid, [1, 1, channels], 2).mul(size);
  return Value.of(back(inside.add(row).add(channel)), 'int64');
}

/** (Σ |x|ᵖ)^(1/p) of each window. */
function lpPool(c: NodeCall): Value {
  const p = c.int('p', 2);
  const { folded } = windows(c, 0, (x) => (p === 1 ? x.abs() : p === 2 ? x.square() : x.abs().pow(p)));
  const sum = folded(sumOf);
  return c.same(p === 1 ? sum : p === 2 ? sum.sqrt() : sum.pow(1 / p));
}

/** (Σ |x|ᵖ)^(1/p) over some axes. */
export function norm(x: Tensor, axes: readonly number[], p: number, keep: boolean): Tensor {
  if (p === 1) return x.abs().sum(axes, keep);
  if (p === 2) return x.square().sum(axes, keep).sqrt();
  return x
    .abs()
    .pow(p)
    .sum(axes, keep)
    .pow(1 / p);
}

function whole(fold: (x: Tensor, axes: readonly number[], c: NodeCall) => Tensor): Operator {
  return (c) => {
    const x = c.tensor(0);
    if (x.rank < 3) unsupported(`an operand of ${x.rank} axes`);
    return c.same(fold(x, [...x.shape.keys()].slice(2), c));
  };
}

export const pools: Readonly<Record<string, Operator>> = {
  MaxPool: maxPool,
  AveragePool: averagePool,
  LpPool: lpPool,
  GlobalMaxPool: whole((x, axes) => x.max(axes, true)),
  GlobalAveragePool: whole((x, axes) => x.mean(axes, true)),
  GlobalLpPool: whole((x, axes, c) => norm(x, axes, c.int('p', 2), true)),
};

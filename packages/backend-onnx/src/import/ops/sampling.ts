/** Elements of a picture at places between its own: weighted sums of those around. Pictures may have any number of axes. */
import { sizeOf, stridesOf, type Shape } from '@bernoulli/api/ir';
import type { Tensor } from '@bernoulli/api';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import type { Value } from '../value.ts';
import { counted } from './axes.ts';
import { matMul } from './products.ts';

export type SamplingMode = 'nearest' | 'linear' | 'cubic';
export type Outside = 'zeros' | 'border' | 'reflection';

/** One of the elements around a place, along one axis. */
interface Tap {
  /** `i32`, within the axis. */
  readonly at: Tensor;
  readonly weight: Tensor | undefined;
  /** Where it lies in the picture; undefined where it always does. */
  readonly isInside: Tensor | undefined;
}

/** Mirrored at the ends until it lies between them. */
function reflected(x: Tensor, low: number, high: number): Tensor {
  const turn = 2 * (high - low);
  if (turn <= 0) return x.mul(0).add(low);
  const far = x.sub(low).abs();
  const rest = far.sub(far.div(turn).floor().mul(turn));
  const back = rest.subFrom(turn).minimum(rest).add(low);
  return back.where(x.less(low).or(x.greater(high)), x);
}

/** Keys's cubic with a = −0.75, for the four elements around, `t` behind the second. */
function cubicWeights(t: Tensor): Tensor[] {
  const a = -0.75;
  const near = (x: Tensor): Tensor =>
    x
      .mul(a + 2)
      .sub(a + 3)
      .mul(x)
      .mul(x)
      .add(1);
  const far = (x: Tensor): Tensor =>
    x
      .mul(a)
      .sub(5 * a)
      .mul(x)
      .add(8 * a)
      .mul(x)
      .sub(4 * a);
  return [far(t.add(1)), near(t), near(t.subFrom(1)), far(t.subFrom(2))];
}

/** What lies around a coordinate of an axis, counted in elements. */
function taps(x: Tensor, size: number, mode: SamplingMode, outside: Outside, ends: readonly [number, number]): Tap[] {
  // Beyond three elements from the end nothing changes any more.
  const place = outside === 'reflection' ? reflected(x, ...ends) : x.clip(-3, size + 2);
  const tap = (at: Tensor, weight?: Tensor): Tap => {
    if (outside === 'reflection')
      return {
        at: reflected(at, ...ends)
          .clip(0, size - 1)
          .cast('i32'),
        weight,
        isInside: undefined,
      };
    const within = at.clip(0, size - 1);
    return { at: within.cast('i32'), weight, isInside: outside === 'zeros' ? within.equal(at) : undefined };
  };
  if (mode === 'nearest') return [tap(place.round())];
  const first = place.floor();
  const t = place.sub(first);
  if (mode === 'linear') return [tap(first, t.subFrom(1)), tap(first.add(1), t)];
  return cubicWeights(t).map((weight, i) => tap(first.add(i - 1), weight));
}

export interface Sampling {
  readonly mode: SamplingMode;
  readonly outside: Outside;
  /** Where a picture begins and ends, in front of its first element and behind its last; for reflection. */
  readonly margin: number;
  /** Whether the weighted elements are added, or the largest of them is taken. */
  readonly join: 'sum' | 'max';
}

/**
 * Elements of pictures `[pictures, channels, …sizes]`.
 *
 * @param picture which picture each row reads, `i32 [rows, 1]`
 * @param places a coordinate for each axis, `[rows, places]`
 * @returns `[rows, places, channels]`
 */
export function sampled(x: Tensor, picture: Tensor, places: readonly Tensor[], sampling: Sampling): Tensor {
  const [pictures, channels, ...sizes] = x.shape as readonly [number, number, ...number[]];
  const { mode, outside, margin, join } = sampling;
  const last = x.transpose([0, ...sizes.map((_, i) => i + 2), 1]);
  const rows = last.reshape([pictures * sizeOf(sizes), channels]);
  const strides = stridesOf(sizes);
  const along = sizes.map((size, axis) => taps(places[axis]!, size, mode, outside, [-margin, size - 1 + margin]));
  const wide = (t: Tensor): Tensor => t.reshape([...t.shape, 1]);
  const visit = (axis: number, flat: Tensor, weight: Tensor | undefined, inside: Tensor | undefined): Tensor[] => {
    if (axis === sizes.length) {
      const found = rows.gather(flat);
      const weighted = weight === undefined ? found : found.mul(wide(weight));
      return [inside === undefined ? weighted : weighted.where(wide(inside), 0)];
    }
    return along[axis]!.flatMap((tap) =>
      visit(
        axis + 1,
        flat.add(tap.at.mul(strides[axis]!)),
        tap.weight && weight ? weight.mul(tap.weight) : (tap.weight ?? weight),
        tap.isInside && inside ? inside.and(tap.isInside) : (tap.isInside ?? inside),
      ),
    );
  };
  const parts = visit(0, picture.mul(sizeOf(sizes)), undefined, undefined);
  return parts.reduce((a, b) => (join === 'sum' ? a.add(b) : a.maximum(b)));
}

/** Elements around a place double, or become four times as many, with each axis. */
const MOST_AXES = 6;

function requirePicture({ shape, dtype, type }: Value, least: number): void {
  if (dtype !== 'f32') unsupported(`an operand of type ${type}`);
  if (shape.length > MOST_AXES) unsupported(`an operand of ${shape.length} axes`);
  if (shape.length < least || shape.some((n) => n < 1)) unsupported('an operand of open size, or of too few axes');
}

function gridSample(c: NodeCall): Value {
  const [x, grid] = [c.input(0), c.input(1)];
  requirePicture(x, 3);
  requirePicture(grid, 3);
  const given = c.word('mode', ['linear', 'nearest', 'cubic', 'bilinear', 'bicubic'], 'linear');
  const mode = given === 'bilinear' ? 'linear' : given === 'bicubic' ? 'cubic' : given;
  const outside = c.word('padding_mode', ['zeros', 'border', 'reflection'], 'zeros');
  const isAligned = c.flag('align_corners');
  const [batch, channels, ...sizes] = x.shape as readonly [number, number, ...number[]];
  const out = grid.shape.slice(1, -1);
  const flat = grid.tensor.reshape([batch, sizeOf(out), sizes.length]);
  // The last coordinate of the grid is the first axis of the picture.
  const places = sizes.map((size, axis) => {
    const n = flat
      .slice([0, 0, sizes.length - 1 - axis], [batch, sizeOf(out), 1])
      .reshape([batch, sizeOf(out)])
      .add(1);
    return isAligned ? n.div(2).mul(size - 1) : n.mul(size).sub(1).div(2);
  });
  const picture = counted(x.tensor, [batch, 1], 0);
  const made = sampled(x.tensor, picture, places, { mode, outside, margin: isAligned ? 0 : 0.5, join: 'sum' });
  return c.same(made.transpose([0, 2, 1]).reshape([batch, channels, ...out]));
}

/** Where the elements of a picture lie from −1 to 1, with a 1 behind: `[places, axes + 1]`, the last axis first. */
function homogeneous(sizes: Shape, isAligned: boolean): Float32Array {
  const along = sizes.map((size) =>
    Array.from({ length: size }, (_, i) => (isAligned ? -1 + (2 * i) / (size - 1) : (2 * i + 1) / size - 1)),
  );
  const strides = stridesOf(sizes);
  return Float32Array.from(
    Array.from({ length: sizeOf(sizes) }, (_, at) => [
      ...sizes.map((size, axis) => along[axis]![Math.floor(at / strides[axis]!) % size]!).reverse(),
      1,
    ]).flat(),
  );
}

/** Places of a larger grid are not written down. */
const MOST_PLACES = 1 << 17;

function affineGrid(c: NodeCall): Value {
  const theta = c.input(0);
  const [batch, , ...sizes] = Array.from(c.input(1).numbers('its size'));
  const isAligned = c.flag('align_corners');
  if (sizes.some((n) => n < 1 || (isAligned && n < 2)) || sizeOf(sizes) > MOST_PLACES)
    unsupported(`sizes ${sizes.join(', ')}`);
  const base = theta.tensor.constant(homogeneous(sizes, isAligned), [1, sizeOf(sizes), sizes.length + 1]);
  const made = matMul(base, theta.tensor.transpose([0, 2, 1]));
  return c.same(made.reshape([batch!, ...sizes, sizes.length]));
}

export const samplings: Readonly<Record<string, Operator>> = { GridSample: gridSample, AffineGrid: affineGrid };

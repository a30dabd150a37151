/**
 * What the three faces of a convolution share. With x `[batch, …sizes, c]`, w `[…window, c / groups, f]` and y `[batch, …places, f]` it is the
 * form Σ x[b, o·stride + k·dilation − before, c] · w[k, c, f] · y[b, o, f]. `conv` is its gradient by y, `convInput` that by x, `convKernel`
 * that by w: so each one's gradients are the other two, and there is nothing more to differentiate.
 */
import { fail } from './errors.ts';
import type { TensorType } from './graph.ts';
import { requireDType } from './infer.ts';
import { sizeFrom } from './open-size.ts';
import { printShape, type Shape } from './shape.ts';

export interface ConvAttrs {
  /** From 1 up, one for each axis between batch and channels, as the next three. */
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** How many zeros stand before and after the input along each axis. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** How many parts the channels are in. Each part of the output is made of one part of the input. */
  readonly groups: number;
}

/** A convolution whose result has sizes that its operands do not tell: those of the input, or of the window. */
export interface SizedConvAttrs extends ConvAttrs {
  readonly size: Shape;
}

/** The attributes that all three have. */
export function convAttrs({ strides, dilations, before, after, groups }: ConvAttrs): ConvAttrs {
  return { strides, dilations, before, after, groups };
}

/** The sizes between batch and channels. */
export function sizesBetween(shape: Shape): Shape {
  return shape.slice(1, -1);
}

/** The shapes of the three, of which two may be given. */
export interface ConvShapes {
  readonly x: Shape;
  readonly w: Shape;
  readonly y: Shape;
}

/**
 * How many places a window takes along an axis.
 *
 * @throws BernoulliError `SHAPE` where the window has no place.
 */
export function placesAlong(who: string, size: number, window: number, attrs: ConvAttrs, axis: number): number {
  const zeros = attrs.before[axis]! + attrs.after[axis]!;
  const reach = (window - 1) * attrs.dilations[axis]!;
  const stride = attrs.strides[axis]!;
  const places = sizeFrom(size, { plus: zeros - reach - 1 + stride, over: stride });
  if (size >= 0 && places < 1)
    fail('SHAPE', {
      who,
      what: `a window of ${window}${attrs.dilations[axis] === 1 ? '' : `, ${reach + 1} with its gaps,`} is larger than the padded input`,
      received: size + zeros,
    });
  return places;
}

/** @throws BernoulliError `SHAPE`, `DTYPE` or `CONFIG` unless the three, with what is inferred in the place of one, are a convolution. */
export function checkConv(who: string, inputs: readonly TensorType[], attrs: ConvAttrs, { x, w, y }: ConvShapes): void {
  for (const input of inputs) requireDType(who, input, ['f32'], 'an operand');
  const received = inputs.map(({ shape }) => printShape(shape)).join(' and ');
  const axes = x.length - 2;
  const whole = (list: readonly number[], low: number): boolean =>
    list.length === axes && list.every((n) => Number.isSafeInteger(n) && n >= low);
  const { strides, dilations, before, after, groups } = attrs;
  if (axes < 1 || w.length !== x.length || y.length !== x.length)
    fail('SHAPE', {
      who,
      what: 'takes [batch, …sizes, channels] and [...window, channels, filters] of one rank from 3 up',
      received,
    });
  if (!whole(strides, 1) || !whole(dilations, 1) || !whole(before, 0) || !whole(after, 0))
    fail('CONFIG', { who, what: `strides, dilations, before and after must be ${axes} whole numbers each`, received });
  const [channels, filters] = [x.at(-1)!, w.at(-1)!];
  if (!(Number.isSafeInteger(groups) && groups >= 1) || channels % groups !== 0 || filters % groups !== 0)
    fail('SHAPE', {
      who,
      what: `${groups} groups must divide the ${channels} channels and the ${filters} filters`,
      received,
    });
  if (w.at(-2) !== channels / groups || y.at(-1) !== filters || x[0] !== y[0])
    fail('SHAPE', {
      who,
      what: `a window must have ${channels / groups} channels, and all one batch and ${filters} filters`,
      received,
    });
  for (let axis = 0; axis < axes; axis++) {
    const places = placesAlong(who, x[axis + 1]!, w[axis]!, attrs, axis);
    if (places !== y[axis + 1])
      fail('SHAPE', { who, what: `the window has ${places} places along axis ${axis + 1}`, received });
  }
}

/**
 * Visits every term of the form, by its offsets in x, w and y. The order is fixed: batch, then places, then window, channels and filters.
 */
export function eachTerm(
  { x, w, y }: ConvShapes,
  attrs: ConvAttrs,
  visit: (x: number, w: number, y: number) => void,
): void {
  const [axes, channels, filters] = [x.length - 2, x.at(-1)!, y.at(-1)!];
  const [perGroup, filtersPerGroup] = [w.at(-2)!, filters / attrs.groups];
  const products = (xo: number, wo: number, yo: number): void => {
    for (let group = 0; group < attrs.groups; group++)
      for (let c = 0; c < perGroup; c++)
        for (let f = group * filtersPerGroup; f < (group + 1) * filtersPerGroup; f++)
          visit(xo * channels + group * perGroup + c, (wo * perGroup + c) * filters + f, yo * filters + f);
  };
  const along = (axis: number, xo: number, wo: number, yo: number): void => {
    if (axis === axes) return products(xo, wo, yo);
    const [size, window, places] = [x[axis + 1]!, w[axis]!, y[axis + 1]!];
    for (let o = 0; o < places; o++)
      for (let k = 0; k < window; k++) {
        const at = o * attrs.strides[axis]! + k * attrs.dilations[axis]! - attrs.before[axis]!;
        if (at >= 0 && at < size) along(axis + 1, xo * size + at, wo * window + k, yo * places + o);
      }
  };
  for (let row = 0; row < x[0]!; row++) along(0, row, 0, row);
}

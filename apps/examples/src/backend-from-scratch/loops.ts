/** Plain loops: how every kernel here reads and writes its arrays. */
import { arrayFrom, broadcastStrides, sizeOf, stridesOf, type Shape, type TensorData } from '@bernoulli/api/ir';
import type { TensorType } from '@bernoulli/api/ir';

export type Strides = readonly number[];

/** Visits each index of a shape in row-major order, with its place in arrays of up to three strides. */
export function loop(
  shape: Shape,
  strides: readonly Strides[],
  visit: (i: number, a: number, b: number, c: number) => void,
): void {
  const index = shape.map(() => 0);
  const at = [0, 0, 0];
  for (let i = 0, size = sizeOf(shape); i < size; i++) {
    visit(i, at[0]!, at[1]!, at[2]!);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const turns = ++index[axis]! === shape[axis];
      strides.forEach((stride, k) => (at[k]! += stride[axis]! * (turns ? 1 - shape[axis]! : 1)));
      if (!turns) break;
      index[axis] = 0;
    }
  }
}

/** A result, computed in double precision and rounded (`f32`) or wrapped (`i32`) once, where it is stored. */
export function result({ dtype, shape }: TensorType, fill: (out: Float64Array) => void): TensorData {
  const out = new Float64Array(sizeOf(shape));
  fill(out);
  return { dtype, shape, data: arrayFrom(dtype, out) };
}

/** A part of an array under other strides, from an element on: what `transpose`, `slice` and `broadcastTo` are. */
export function view(x: TensorData, type: TensorType, strides: Strides, first = 0): TensorData {
  return result(type, (out) => loop(type.shape, [strides], (i, a) => (out[i] = x.data[first + a]!)));
}

type Context = { readonly type: TensorType };

/** A function of up to three elements that meet by broadcasting. */
export function elementwise(f: (a: number, b: number, c: number) => number) {
  return (inputs: readonly TensorData[], { type }: Context): TensorData => {
    const [x, y = x, z = x] = inputs.map(({ data }) => data);
    const strides = inputs.map(({ shape }) => broadcastStrides(shape, type.shape));
    return result(type, (out) => loop(type.shape, strides, (i, a, b, c) => (out[i] = f(x![a]!, y![b]!, z![c]!))));
  };
}

/** Axes folded into one element each, from a first value on. */
export function fold(f: (sum: number, x: number) => number, first: number, firstOfInt = first) {
  return (
    [x]: readonly TensorData[],
    { attrs: { axes }, type }: Context & { readonly attrs: { readonly axes: readonly number[] } },
  ): TensorData => {
    const kept = stridesOf(x!.shape.map((n, axis) => (axes.includes(axis) ? 1 : n)));
    const to = kept.map((stride, axis) => (axes.includes(axis) ? 0 : stride));
    return result(type, (out) => {
      out.fill(type.dtype === 'i32' ? firstOfInt : first);
      loop(x!.shape, [to], (i, o) => (out[o] = f(out[o]!, x!.data[i]!)));
    });
  };
}

/** A function of each row along the last axis. */
export function rows(f: (row: Float64Array) => void) {
  return ([x]: readonly TensorData[], { type }: Context): TensorData =>
    result(type, (out) => {
      out.set(x!.data);
      const length = type.shape.at(-1)!;
      for (let at = 0; at < out.length; at += length) f(out.subarray(at, at + length));
    });
}

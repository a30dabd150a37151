/** What the interpreter computes with: values in `f64`, walked index by index. */
import type { DType } from '../dtype.ts';
import type { TensorType } from '../graph.ts';
import type { ReduceAttrs } from '../infer.ts';
import type { KernelContext } from '../kernel-backend/kernel.ts';
import { broadcastStrides, sizeOf, stridesOf, type Shape } from '../shape.ts';

/** A dense, row-major value whose `f32` elements are held in `f64`. */
export interface Value extends TensorType {
  readonly data: Float64Array | Int32Array | Uint8Array;
}

type Index = readonly number[];
type AnyKernel<A> = (inputs: readonly Value[], context: KernelContext<A>) => Value;

const arrays: Readonly<Record<DType, new (length: number) => Value['data']>> = {
  f32: Float64Array,
  i32: Int32Array,
  bool: Uint8Array,
};

/** Where an index stands in an array with these strides. */
export function flatIndex(index: Index, strides: readonly number[]): number {
  let at = 0;
  for (let i = 0; i < index.length; i++) at += index[i]! * strides[i]!;
  return at;
}

/** Visits each index of a shape in row-major order. The index array is reused: do not keep it. */
export function each(shape: Shape, visit: (index: Index, position: number) => void): void {
  const index = shape.map(() => 0);
  for (let position = 0, size = sizeOf(shape); position < size; position++) {
    visit(index, position);
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
  }
}

/** A value of a type, computed index by index. */
export function make({ dtype, shape }: TensorType, element: (index: Index) => number): Value {
  const data = new arrays[dtype](sizeOf(shape));
  each(shape, (index, position) => {
    data[position] = element(index);
  });
  return { dtype, shape, data };
}

/** A function of each element. */
export function map(f: (x: number) => number): AnyKernel<unknown> {
  return ([x], { type }) => {
    const data = new arrays[type.dtype](x!.data.length);
    for (let i = 0; i < data.length; i++) data[i] = f(x!.data[i]!);
    return { ...type, data };
  };
}

/** A function of two elements that meet by broadcasting. */
export function zip(f: (a: number, b: number) => number): AnyKernel<unknown> {
  return ([a, b], { type }) => {
    const [sa, sb] = [broadcastStrides(a!.shape, type.shape), broadcastStrides(b!.shape, type.shape)];
    return make(type, (i) => f(a!.data[flatIndex(i, sa)]!, b!.data[flatIndex(i, sb)]!));
  };
}

/** Folds axes in index order, from a start value that depends on whether the elements are `i32`. */
export function reduce(
  f: (acc: number, x: number) => number,
  start: number,
  startOfInt: number,
): AnyKernel<ReduceAttrs> {
  return ([x], { attrs: { axes }, type }) => {
    const out = make(type, () => (type.dtype === 'i32' ? startOfInt : start));
    const kept = stridesOf(x!.shape.map((n, axis) => (axes.includes(axis) ? 1 : n)));
    const strides = kept.map((stride, axis) => (axes.includes(axis) ? 0 : stride));
    each(x!.shape, (index, position) => {
      const at = flatIndex(index, strides);
      out.data[at] = f(out.data[at]!, x!.data[position]!);
    });
    return out;
  };
}

/** A function of each row along the last axis. */
export function rows(f: (row: number[]) => readonly number[]): AnyKernel<unknown> {
  return ([x], { type }) => {
    const length = type.shape.at(-1)!;
    const out = make(type, () => 0);
    for (let at = 0; at < out.data.length; at += length) out.data.set(f([...x!.data.subarray(at, at + length)]), at);
    return out;
  };
}

/** Axes, and arrays of positions, that several operators ask for. */
import { resolveAxis, type Shape } from '@bernoulli/api/ir';
import { Tensor } from '@bernoulli/api';
import { sizeTensor } from '../open-size.ts';

/** Axes counted from the front, ascending, each once. */
export function axesOf(axes: readonly number[], rank: number, who: string): number[] {
  return [...new Set(axes.map((axis) => resolveAxis(axis, rank, who)))].sort((a, b) => a - b);
}

/** Positions along an axis, as a tensor of `i32` that `gather` takes. */
export function positions(like: Tensor, list: readonly number[], shape: Shape = [list.length]): Tensor {
  return like.constant(Int32Array.from(list), shape);
}

/** Elements of an axis at these places, in this order. */
export function pick(x: Tensor, list: readonly number[], axis: number): Tensor {
  const isRun = list.every((at, i) => at === list[0]! + i);
  if (!isRun) return x.gather(positions(x, list), axis);
  if (list.length === x.shape[axis] && list[0] === 0) return x;
  const starts = x.shape.map((_, i) => (i === axis ? (list[0] ?? 0) : 0));
  return x.slice(starts, x.shape.with(axis, list.length));
}

/** Some of the places of an axis, one after the other. */
export function part(x: Tensor, axis: number, start: number, size: number): Tensor {
  if (start === 0 && size === x.shape[axis]) return x;
  return x.slice(
    x.shape.map((_, i) => (i === axis ? start : 0)),
    x.shape.with(axis, size),
  );
}

/** The axis of a value moved to the end. */
export function toEnd(x: Tensor, axis: number): { readonly moved: Tensor; readonly back: (y: Tensor) => Tensor } {
  const last = x.rank - 1;
  if (axis === last) return { moved: x, back: (y) => y };
  const swap = x.shape.map((_, i) => (i === axis ? last : i === last ? axis : i));
  return { moved: x.transpose(swap), back: (y) => y.transpose(swap) };
}

/** Indices from the end become such from the front. */
export function fromFront(indices: Tensor, size: number): Tensor {
  return indices.add(size < 0 ? sizeTensor(indices, size).reshape([]) : size).where(indices.less(0), indices);
}

/** A longer row of numbers, or one of open length, is counted by the graph. */
const LONG = 4096;

/** 0, 1, 2, … along an axis of a shape. */
export function counted(like: Tensor, shape: Shape, axis: number): Tensor {
  if (shape[axis]! > LONG || shape[axis]! < 0) {
    const count = new Tensor(like.b, like.b.iota([shape[axis]!], 0));
    return count.reshape(shape.map((n, i) => (i === axis ? n : 1)));
  }
  const line = Array.from({ length: shape[axis]! }, (_, i) => i);
  return positions(
    like,
    line,
    shape.map((n, i) => (i === axis ? n : 1)),
  );
}

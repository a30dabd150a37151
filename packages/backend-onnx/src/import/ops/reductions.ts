/** Operators that fold axes. */
import { concat, type Tensor } from '@bernoulli/api';
import type { ElementType } from '../../proto/element-type.ts';
import type { Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { axesOf, part } from './axes.ts';
import { requireSmall, truncatedQuotient, wrapped } from './integers.ts';

interface Fold {
  readonly x: Tensor;
  readonly type: ElementType;
  readonly axes: readonly number[];
  /** Whether the axes stay, as size 1. */
  readonly keep: boolean;
}

/** Folds the axes. Those that are kept may be gone, and the other way round: the shape is set afterwards. */
type Reduce = (fold: Fold) => Tensor;

/** @param since the opset in which axes became an operand */
function reduction(reduce: Reduce, since = 18, { alone = false, bools = false } = {}): Operator {
  return (c) => {
    const x = c.input(0);
    const given = c.list('axes', 1, since);
    const isNoop = c.flag('noop_with_empty_axes');
    const keep = c.flag('keepdims', true);
    if (given === undefined || given.length === 0)
      if (isNoop && c.opset >= since) {
        if (!alone) unsupported('noop_with_empty_axes, of which the meaning has changed');
        return x;
      }
    const axes =
      given === undefined || given.length === 0 ? x.shape.map((_, i) => i) : axesOf(given, x.rank, c.node.opType);
    requireSmall(x.type);
    if (x.dtype === 'bool' && !bools) unsupported('an operand of type bool');
    const made = reduce({ x: x.dtype === 'bool' ? x.tensor.cast('i32') : x.tensor, type: x.type, axes, keep });
    const kept = x.dtype === 'bool' ? made.greater(0) : wrapped(made, x.type);
    const shape = x.shape.flatMap((n, i) => (axes.includes(i) ? (keep ? [1] : []) : [n]));
    return Value.of(kept.reshape(shape), x.type);
  };
}

const sum: Reduce = ({ x, axes, keep }) => x.sum(axes, keep);

function count(x: Tensor, axes: readonly number[]): number {
  const sizes = axes.map((axis) => x.shape[axis]!);
  if (sizes.some((n) => n < 0)) unsupported('a mean over an axis of open size');
  return sizes.reduce((product, n) => product * n, 1);
}

const mean: Reduce = ({ x, axes, keep }) => {
  const total = x.sum(axes, keep);
  const n = count(x, axes);
  return x.dtype === 'f32' ? total.div(n) : truncatedQuotient(total, total.constant(Int32Array.of(n), []));
};

/** Of no elements there is no least or largest whole number in a type of 64 bits. */
function extremum(fold: (x: Tensor, axes: readonly number[], keep: boolean) => Tensor, ofNone: number): Reduce {
  return ({ x, type, axes, keep }) => {
    const isEmpty = axes.some((axis) => x.shape[axis] === 0);
    if (isEmpty && type === 'bool') return fold(x, axes, keep).mul(0).add(ofNone);
    if (isEmpty && x.dtype === 'i32' && type !== 'int32') unsupported(`an extreme of no elements of type ${type}`);
    return fold(x, axes, keep);
  };
}

/** The product, of pairs and pairs of pairs. */
export function productOver(x: Tensor, axes: readonly number[]): Tensor {
  let rest = x;
  for (const axis of axes) {
    if (rest.shape[axis]! < 0) unsupported('a product over an axis of open size');
    while (rest.shape[axis]! > 1) {
      const size = rest.shape[axis]!;
      const half = Math.floor(size / 2);
      const pairs = part(rest, axis, 0, half).mul(part(rest, axis, half, half));
      rest = size % 2 === 0 ? pairs : joined(pairs, part(rest, axis, size - 1, 1), axis);
    }
    if (rest.shape[axis] === 0) {
      const one = rest.shape.with(axis, 1);
      rest = rest.sum(axis, true).broadcastTo(one).add(1);
    }
  }
  return rest;
}

/** The odd one out is multiplied into the first of the pairs. */
function joined(pairs: Tensor, odd: Tensor, axis: number): Tensor {
  const size = pairs.shape[axis]!;
  const first = part(pairs, axis, 0, 1).mul(odd);
  return size === 1 ? first : concat([first, part(pairs, axis, 1, size - 1)], axis);
}

/** log Σ eˣ, from the largest on, so that nothing overflows. */
export function logSumExp(x: Tensor, axes: readonly number[]): Tensor {
  const top = x.max(axes, true).stopGradient();
  const base = top.where(top.isFinite(), 0);
  const total = x.sub(base).exp().sum(axes, true).log().add(base);
  return total;
}

const floats =
  (reduce: Reduce): Reduce =>
  (fold) =>
    fold.x.dtype === 'f32' ? reduce(fold) : unsupported(`an operand of type ${fold.type}`);

function argument(isLargest: boolean): Operator {
  return (c) => {
    const x = c.input(0);
    const axis = c.axis('axis', 0, x.rank);
    const size = x.shape[axis]!;
    const keep = c.flag('keepdims', true);
    const last = c.flag('select_last_index');
    if (x.dtype === 'bool') unsupported('an operand of type bool');
    requireSmall(x.type);
    // −x − 1 turns the order of whole numbers around, and overflows nowhere.
    const from = isLargest ? x.tensor : x.dtype === 'f32' ? x.tensor.neg() : x.tensor.neg().sub(1);
    let at: Tensor;
    if (last) {
      if (size < 0) unsupported('select_last_index on an axis of open size');
      const turned = from.gather(from.constant(Int32Array.from({ length: size }, (_, i) => size - 1 - i)), axis);
      at = turned
        .argMax(axis)
        .neg()
        .add(size - 1);
    } else at = from.argMax(axis);
    return Value.of(keep ? at.reshape(x.shape.with(axis, 1)) : at, 'int64');
  };
}

export const reductions: Readonly<Record<string, Operator>> = {
  ReduceSum: reduction(sum, 13, { alone: true }),
  ReduceMean: reduction(mean, 18, { alone: true }),
  ReduceMax: reduction(
    extremum((x, axes, keep) => x.max(axes, keep), 0),
    18,
    { alone: true, bools: true },
  ),
  ReduceMin: reduction(
    extremum((x, axes, keep) => x.min(axes, keep), 1),
    18,
    { alone: true, bools: true },
  ),
  ReduceProd: reduction(({ x, axes }) => productOver(x, axes), 18, { alone: true }),
  ReduceL1: reduction(({ x, axes, keep }) => x.abs().sum(axes, keep)),
  ReduceL2: reduction(floats(({ x, axes, keep }) => x.square().sum(axes, keep).sqrt())),
  ReduceSumSquare: reduction(({ x, axes, keep }) => x.square().sum(axes, keep)),
  ReduceLogSum: reduction(floats(({ x, axes, keep }) => x.sum(axes, keep).log())),
  ReduceLogSumExp: reduction(floats(({ x, axes }) => logSumExp(x, axes))),
  ArgMax: argument(true),
  ArgMin: argument(false),
};

export function meanOver(x: Tensor, axes: readonly number[]): Tensor {
  return x.sum(axes, true).div(count(x, axes));
}

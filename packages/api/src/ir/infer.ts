/** Shape rules that several ops share. */
import { dtypeOf, type DType, type TypedArray } from './dtype.ts';
import { fail } from './errors.ts';
import type { TensorType } from './graph.ts';
import type { GradientRule } from './op.ts';
import { broadcast, printShape, resolveAxis, sizeOf, type Shape } from './shape.ts';

/** Fails unless `type` has one of the dtypes. */
export function requireDType(who: string, type: TensorType, allowed: readonly DType[], operand = 'the operand'): void {
  if (!allowed.includes(type.dtype))
    fail('DTYPE', { who, what: `${operand} must be ${allowed.join(' or ')}`, received: type.dtype });
}

/** Output like the input, an `f32` array with at least one axis. */
export function alongLastAxis(who: string): (inputs: readonly TensorType[]) => TensorType {
  return ([x]) => {
    requireDType(who, x!, ['f32']);
    resolveAxis(-1, x!.shape.length, who);
    return { dtype: 'f32', shape: x!.shape };
  };
}

/** The broadcast shape, or a `SHAPE` error that shows both. */
export function meet(who: string, a: Shape, b: Shape): Shape {
  return (
    broadcast(a, b) ??
    fail('SHAPE', { who, what: 'shapes do not broadcast', received: `${printShape(a)} and ${printShape(b)}` })
  );
}

/** Attributes of every reduction. */
export interface ReduceAttrs {
  /** Axes to fold, ascending, without repeats, counted from the front. */
  readonly axes: readonly number[];
  /** Keep the folded axes as size 1. */
  readonly keepDims: boolean;
}

export function reduction(
  who: string,
  allowed: readonly DType[],
): (inputs: readonly TensorType[], attrs: ReduceAttrs) => TensorType {
  return ([x], { axes, keepDims }) => {
    requireDType(who, x!, allowed);
    return { dtype: x!.dtype, shape: reducedShape(who, x!.shape, axes, keepDims) };
  };
}

export function reducedShape(who: string, shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  axes.forEach((axis, i) => {
    resolveAxis(axis, shape.length, who);
    if (axis < 0 || (i > 0 && axis <= axes[i - 1]!))
      fail('SHAPE', { who, what: 'axes must be ascending, from 0 up, without repeats', received: axes });
  });
  return keepDims ? shape.map((n, i) => (axes.includes(i) ? 1 : n)) : shape.filter((_, i) => !axes.includes(i));
}

/** The gradient of a largest or smallest element: shared evenly by the elements that equal it. */
export const extremumGradient: GradientRule<ReduceAttrs> = ({ b, inputs: [x], attrs: { axes }, output, upstream }) => {
  const kept = reducedShape('reduce', x!.shape, axes, true);
  const hit = b.cast(b.equal(x!, b.reshape(output, kept)), 'f32');
  const share = b.div(b.reshape(upstream, kept), b.reduceSum(hit, axes, true));
  return [b.mul(hit, share)];
};

/** Checks that a typed array can hold a constant of a shape, and says its dtype. */
export function constantDType(value: TypedArray, shape: Shape): DType {
  const dtype =
    dtypeOf(value) ?? fail('DTYPE', { who: 'constant', what: 'needs a Float32Array, Int32Array or Uint8Array' });
  if (value.length !== sizeOf(shape))
    fail('SHAPE', {
      who: 'constant',
      what: `${printShape(shape)} holds ${sizeOf(shape)} elements`,
      received: value.length,
    });
  return dtype;
}

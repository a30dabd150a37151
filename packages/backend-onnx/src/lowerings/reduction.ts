/** What the reductions share: axes as an input, and what a fold over no elements gives. */
import type { ReduceAttrs } from '@bernoulli/api/ir';
import type { Lowering, LoweringContext } from './lowering.ts';
import type { Value } from './value.ts';

/** What a fold over no elements gives. ORT does not promise it, so it becomes a constant. */
export interface OverNone {
  readonly f32: number;
  readonly i32: number;
}

/** Deals with what needs no folding and leaves the rest to `fold`. */
export function reduction(
  overNone: OverNone,
  fold: (x: Value, context: LoweringContext<ReduceAttrs>) => string,
): Lowering<ReduceAttrs> {
  return ([x], context) => {
    const { w, attrs, type } = context;
    if (x!.shape.includes(0)) return w.filled(type, type.dtype === 'f32' ? overNone.f32 : overNone.i32);
    // To ONNX an empty list means every axis.
    return attrs.axes.length === 0 ? x!.name : fold(x!, context);
  };
}

/** One ONNX reduction of a value by name. */
export function reduceNode(
  opType: string,
  x: string,
  { w, attrs: { axes, keepDims } }: LoweringContext<ReduceAttrs>,
): string {
  return w.node(opType, [x, w.i64s(axes)], { keepdims: keepDims ? 1 : 0 });
}

/** The largest element over some axes (−∞ over none for `f32`); NaN if one is. Elements that tie share the gradient evenly. */
import { extremumGradient, reduction, type ReduceAttrs } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const reduceMax: OpDefinition<ReduceAttrs> = {
  kind: 'reduction',
  arity: 1,
  infer: reduction('reduceMax', ['f32', 'i32']),
  // Over no elements it is −∞.
  zeros: 'none',
  finite: 'none',
  gradient: extremumGradient,
  expand: null,
};

/** The smallest element over some axes (+∞ over none for `f32`); NaN if one is. Elements that tie share the gradient evenly. */
import { extremumGradient, reduction, type ReduceAttrs } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const reduceMin: OpDefinition<ReduceAttrs> = {
  arity: 1,
  infer: reduction('reduceMin', ['f32', 'i32']),
  gradient: extremumGradient,
};

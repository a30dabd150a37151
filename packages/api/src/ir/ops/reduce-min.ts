/** The smallest element over some axes (+∞ over none for `f32`); NaN if one is. Elements that tie share the gradient evenly. */
import type { Ref } from '../builder.ts';
import { extremumGradient, reduction, type ReduceAttrs } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const reduceMin: OpDefinition<ReduceAttrs> = {
  kind: 'reduction',
  arity: 1,
  infer: reduction('reduceMin', ['f32', 'i32']),
  // Over no elements it is +∞.
  zeros: 'none',
  finite: 'none',
  gradient: extremumGradient,
  expand: ({ b, inputs: [x], attrs: { axes, keepDims } }) => {
    // −1 − x turns the order of i32 round and, unlike −x, takes its lowest number to another one.
    const turned = (v: Ref): Ref => (v.dtype === 'f32' ? b.neg(v) : b.sub(-1, v));
    return turned(b.reduceMax(turned(x!), axes, keepDims));
  },
};

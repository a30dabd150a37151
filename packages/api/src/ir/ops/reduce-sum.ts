/** The sum over some axes; 0 over none. `i32` wraps. */
import { reducedShape, reduction, type ReduceAttrs } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const reduceSum: OpDefinition<ReduceAttrs> = {
  kind: 'reduction',
  arity: 1,
  infer: reduction('reduceSum', ['f32', 'i32']),
  zeros: 'keeps',
  finite: 'in-range',
  gradient: ({ b, inputs: [x], attrs, upstream }) => {
    const kept = b.reshape(upstream, reducedShape('reduceSum', x!.shape, attrs.axes, true));
    return [b.broadcastTo(kept, x!.shape)];
  },
  expand: null,
};

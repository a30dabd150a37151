/** x repeated until it has the shape, by the broadcasting rule. */
import { fail } from '../errors.ts';
import type { OpDefinition } from '../op.ts';
import { broadcast, printShape, sameShape, type Shape } from '../shape.ts';

export interface BroadcastToAttrs {
  readonly shape: Shape;
}

export const broadcastTo: OpDefinition<BroadcastToAttrs> = {
  kind: 'movement',
  arity: 1,
  infer: ([x], { shape }) => {
    const met = broadcast(x!.shape, shape);
    if (met === null || !sameShape(met, shape))
      fail('SHAPE', { who: 'broadcastTo', what: `${printShape(x!.shape)} does not broadcast to ${printShape(shape)}` });
    return { dtype: x!.dtype, shape };
  },
  zeros: 'keeps',
  finite: 'always',
  gradient: ({ b, inputs: [x], upstream }) => [b.sumTo(upstream, x!.shape)],
  expand: null,
};

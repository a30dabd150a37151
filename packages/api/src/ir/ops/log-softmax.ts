/** x − log Σ eˣ over the last axis, computed after subtracting the largest element. */
import { alongLastAxis } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const logSoftmax: OpDefinition = {
  arity: 1,
  infer: alongLastAxis('logSoftmax'),
  gradient: ({ b, output, upstream }) => {
    const last = output.shape.length - 1;
    const total = b.reduceSum(upstream, [last], true);
    return [b.sub(upstream, b.mul(b.exp(output), total))];
  },
};

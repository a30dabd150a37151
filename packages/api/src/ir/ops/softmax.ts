/** eˣ / Σ eˣ over the last axis, computed after subtracting the largest element. */
import { alongLastAxis } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const softmax: OpDefinition = {
  arity: 1,
  infer: alongLastAxis('softmax'),
  gradient: ({ b, output, upstream }) => {
    const last = output.shape.length - 1;
    const inner = b.reduceSum(b.mul(upstream, output), [last], true);
    return [b.mul(b.sub(upstream, inner), output)];
  },
};

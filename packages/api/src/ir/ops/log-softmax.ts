/** x − log Σ eˣ over the last axis, computed after subtracting the largest element. */
import { alongLastAxis } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const logSoftmax: OpDefinition = {
  kind: 'reduction',
  arity: 1,
  infer: alongLastAxis('logSoftmax'),
  zeros: 'none',
  finite: 'in-range',
  gradient: ({ b, output, upstream }) => {
    const last = output.shape.length - 1;
    const total = b.reduceSum(upstream, [last], true);
    return [b.sub(upstream, b.mul(b.exp(output), total))];
  },
  expand: ({ b, inputs: [x] }) => {
    const last = [x!.shape.length - 1];
    const shifted = b.sub(x!, b.reduceMax(x!, last, true));
    return b.sub(shifted, b.log(b.reduceSum(b.exp(shifted), last, true)));
  },
};

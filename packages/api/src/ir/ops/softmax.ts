/** eˣ / Σ eˣ over the last axis, computed after subtracting the largest element. */
import { alongLastAxis } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const softmax: OpDefinition = {
  kind: 'reduction',
  arity: 1,
  infer: alongLastAxis('softmax'),
  zeros: 'none',
  finite: 'always',
  gradient: ({ b, output, upstream }) => {
    const last = output.shape.length - 1;
    const inner = b.reduceSum(b.mul(upstream, output), [last], true);
    return [b.mul(b.sub(upstream, inner), output)];
  },
  expand: ({ b, inputs: [x] }) => {
    const last = [x!.shape.length - 1];
    const powers = b.exp(b.sub(x!, b.reduceMax(x!, last, true)));
    return b.div(powers, b.reduceSum(powers, last, true));
  },
};

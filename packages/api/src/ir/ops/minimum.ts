/** The smaller of a and b, broadcasting; NaN if either is. Where they tie, the gradient goes to b. */
import { binary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const minimum: OpDefinition = {
  arity: 2,
  infer: binary('minimum', ['f32', 'i32']),
  gradient: ({ b, inputs: [x, y], upstream }) => {
    const first = b.less(x!, y!);
    return [b.sumTo(b.select(first, upstream, 0), x!.shape), b.sumTo(b.select(first, 0, upstream), y!.shape)];
  },
};

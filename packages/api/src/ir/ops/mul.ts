/** a · b, broadcasting. `i32` wraps. */
import { binary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const mul: OpDefinition = {
  arity: 2,
  infer: binary('mul', ['f32', 'i32']),
  gradient: ({ b, inputs: [x, y], upstream }) => [
    b.sumTo(b.mul(upstream, y!), x!.shape),
    b.sumTo(b.mul(upstream, x!), y!.shape),
  ],
};

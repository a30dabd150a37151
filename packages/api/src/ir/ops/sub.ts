/** a − b, broadcasting. `i32` wraps. */
import { binary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const sub: OpDefinition = {
  arity: 2,
  infer: binary('sub', ['f32', 'i32']),
  gradient: ({ b, inputs: [x, y], upstream }) => [b.sumTo(upstream, x!.shape), b.sumTo(b.neg(upstream), y!.shape)],
};

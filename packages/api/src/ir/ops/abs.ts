/** The magnitude |x|. Its gradient at 0 is 0. */
import { unary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const abs: OpDefinition = {
  arity: 1,
  infer: unary('abs', ['f32', 'i32']),
  gradient: ({ b, inputs: [x], upstream }) => [b.mul(upstream, b.sign(x!))],
};

/** Minus x. */
import { unary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const neg: OpDefinition = {
  arity: 1,
  infer: unary('neg', ['f32', 'i32']),
  gradient: ({ b, upstream }) => [b.neg(upstream)],
};

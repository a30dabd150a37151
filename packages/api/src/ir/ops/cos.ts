/** The cosine of x in radians. */
import { unary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const cos: OpDefinition = {
  arity: 1,
  infer: unary('cos'),
  gradient: ({ b, inputs: [x], upstream }) => [b.neg(b.mul(upstream, b.sin(x!)))],
};

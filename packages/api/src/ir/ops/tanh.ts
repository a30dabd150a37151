/** The hyperbolic tangent. */
import { unary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const tanh: OpDefinition = {
  arity: 1,
  infer: unary('tanh'),
  gradient: ({ b, output, upstream }) => [b.mul(upstream, b.sub(1, b.mul(output, output)))],
};

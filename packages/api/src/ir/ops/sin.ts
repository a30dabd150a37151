/** The sine of x in radians. */
import { unary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const sin: OpDefinition = {
  arity: 1,
  infer: unary('sin'),
  gradient: ({ b, inputs: [x], upstream }) => [b.mul(upstream, b.cos(x!))],
};

/** eˣ. */
import { unary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const exp: OpDefinition = {
  arity: 1,
  infer: unary('exp'),
  gradient: ({ b, output, upstream }) => [b.mul(upstream, output)],
};

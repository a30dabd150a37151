/** The square root; NaN below 0. Its gradient at 0 is infinite. */
import { unary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const sqrt: OpDefinition = {
  arity: 1,
  infer: unary('sqrt'),
  gradient: ({ b, output, upstream }) => [b.div(b.mul(upstream, 0.5), output)],
};

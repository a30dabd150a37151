/** The logistic function 1 / (1 + e⁻ˣ), without overflow at either end. */
import { unary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const sigmoid: OpDefinition = {
  arity: 1,
  infer: unary('sigmoid'),
  gradient: ({ b, output, upstream }) => [b.mul(upstream, b.mul(output, b.sub(1, output)))],
};

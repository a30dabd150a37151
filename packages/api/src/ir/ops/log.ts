/** The natural logarithm; NaN below 0, −∞ at 0. */
import { unary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const log: OpDefinition = {
  arity: 1,
  infer: unary('log'),
  gradient: ({ b, inputs: [x], upstream }) => [b.div(upstream, x!)],
};

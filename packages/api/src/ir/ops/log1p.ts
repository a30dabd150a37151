/** log(1 + x), exact also for small x. */
import { unary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const log1p: OpDefinition = {
  arity: 1,
  infer: unary('log1p'),
  gradient: ({ b, inputs: [x], upstream }) => [b.div(upstream, b.add(x!, 1))],
};

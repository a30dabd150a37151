/** True where x is false. */
import { unary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const not: OpDefinition = {
  arity: 1,
  infer: unary('not', ['bool']),
  gradient: null,
};

/** The nearest whole number not below x. */
import { unary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const ceil: OpDefinition = {
  arity: 1,
  infer: unary('ceil'),
  gradient: null,
};

/** The nearest whole number not above x. */
import { unary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const floor: OpDefinition = {
  arity: 1,
  infer: unary('floor'),
  gradient: null,
};

/** The nearest whole number; halves go to the even neighbour, as in IEEE 754. */
import { unary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const round: OpDefinition = {
  arity: 1,
  infer: unary('round'),
  gradient: null,
};

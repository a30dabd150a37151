/** −1, 0 or 1; NaN stays NaN. */
import { unary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const sign: OpDefinition = {
  arity: 1,
  infer: unary('sign', ['f32', 'i32']),
  gradient: null,
};

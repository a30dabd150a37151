/** x itself, as a constant to the gradient. */
import { unary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const stopGradient: OpDefinition = {
  arity: 1,
  infer: unary('stopGradient', ['f32', 'i32', 'bool']),
  gradient: null,
};

/** True where a ≥ b, broadcasting. */
import { binary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const greaterEqual: OpDefinition = {
  arity: 2,
  infer: binary('greaterEqual', ['f32', 'i32'], 'bool'),
  gradient: null,
};

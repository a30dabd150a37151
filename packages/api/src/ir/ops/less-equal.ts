/** True where a ≤ b, broadcasting. */
import { binary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const lessEqual: OpDefinition = {
  arity: 2,
  infer: binary('lessEqual', ['f32', 'i32'], 'bool'),
  gradient: null,
};

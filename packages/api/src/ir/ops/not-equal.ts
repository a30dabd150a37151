/** True where a ≠ b, broadcasting; NaN differs from everything. */
import { binary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const notEqual: OpDefinition = {
  arity: 2,
  infer: binary('notEqual', ['f32', 'i32'], 'bool'),
  gradient: null,
};

/** True where a = b, broadcasting; NaN equals nothing. */
import { binary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const equal: OpDefinition = {
  arity: 2,
  infer: binary('equal', ['f32', 'i32'], 'bool'),
  gradient: null,
};

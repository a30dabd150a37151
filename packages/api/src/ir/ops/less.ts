/** True where a < b, broadcasting. */
import { binary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const less: OpDefinition = {
  arity: 2,
  infer: binary('less', ['f32', 'i32'], 'bool'),
  gradient: null,
};

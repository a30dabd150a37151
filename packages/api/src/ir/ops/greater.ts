/** True where a > b, broadcasting. */
import { binary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const greater: OpDefinition = {
  arity: 2,
  infer: binary('greater', ['f32', 'i32'], 'bool'),
  gradient: null,
};

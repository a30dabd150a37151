/** True where both are, broadcasting. */
import { binary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const and: OpDefinition = {
  arity: 2,
  infer: binary('and', ['bool']),
  gradient: null,
};

/** True where either is, broadcasting. */
import { binary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const or: OpDefinition = {
  arity: 2,
  infer: binary('or', ['bool']),
  gradient: null,
};

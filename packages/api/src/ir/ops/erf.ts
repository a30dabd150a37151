/** The error function 2/√π ∫₀ˣ e^(−t²) dt. */
import { unary } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const erf: OpDefinition = {
  arity: 1,
  infer: unary('erf'),
  gradient: ({ b, inputs: [x], upstream }) => [
    b.mul(upstream, b.mul(b.exp(b.neg(b.mul(x!, x!))), 2 / Math.sqrt(Math.PI))),
  ],
};

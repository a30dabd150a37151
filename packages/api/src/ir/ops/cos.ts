/** The cosine of x in radians. */
import { unary } from '../elementwise.ts';

export const cos = unary('cos', ['f32'], {
  zeros: 'none',
  finite: 'always',
  gradient: ({ b, inputs: [x], upstream }) => [b.neg(b.mul(upstream, b.sin(x!)))],
  expand: null,
});

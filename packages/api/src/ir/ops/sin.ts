/** The sine of x in radians. */
import { unary } from '../elementwise.ts';

export const sin = unary('sin', ['f32'], {
  zeros: 'keeps',
  finite: 'always',
  gradient: ({ b, inputs: [x], upstream }) => [b.mul(upstream, b.cos(x!))],
  expand: null,
});

/** eˣ. */
import { unary } from '../elementwise.ts';

export const exp = unary('exp', ['f32'], {
  zeros: 'none',
  finite: 'none',
  gradient: ({ b, output, upstream }) => [b.mul(upstream, output)],
  expand: null,
});

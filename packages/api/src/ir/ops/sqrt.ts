/** The square root; NaN below 0. Its gradient at 0 is infinite. */
import { unary } from '../elementwise.ts';

export const sqrt = unary('sqrt', ['f32'], {
  zeros: 'keeps',
  finite: 'none',
  gradient: ({ b, output, upstream }) => [b.div(b.mul(upstream, 0.5), output)],
  expand: null,
});

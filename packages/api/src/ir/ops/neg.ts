/** Minus x. */
import { unary } from '../elementwise.ts';

export const neg = unary('neg', ['f32', 'i32'], {
  zeros: 'keeps',
  finite: 'always',
  gradient: ({ b, upstream }) => [b.neg(upstream)],
  expand: ({ b, inputs: [x] }) => b.mul(x!, -1),
});

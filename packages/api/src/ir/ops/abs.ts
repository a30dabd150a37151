/** The magnitude |x|. Its gradient at 0 is 0. */
import { unary } from '../elementwise.ts';

export const abs = unary('abs', ['f32', 'i32'], {
  zeros: 'keeps',
  finite: 'always',
  gradient: ({ b, inputs: [x], upstream }) => [b.mul(upstream, b.sign(x!))],
  expand: ({ b, inputs: [x] }) => b.select(b.greater(x!, 0), x!, b.sub(0, x!)),
});

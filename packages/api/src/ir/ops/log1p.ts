/** log(1 + x), exact also for small x. */
import { unary } from '../elementwise.ts';

export const log1p = unary('log1p', ['f32'], {
  zeros: 'keeps',
  finite: 'none',
  gradient: ({ b, inputs: [x], upstream }) => [b.div(upstream, b.add(x!, 1))],
  expand: ({ b, inputs: [x] }) => {
    // Kahan's way: what 1 + x loses of x, the quotient gives back. Far out nothing is lost, and ∞/∞ would be NaN.
    const sum = b.add(x!, 1);
    const logarithm = b.log(sum);
    const mended = b.mul(logarithm, b.div(x!, b.sub(sum, 1)));
    return b.select(b.equal(sum, 1), x!, b.select(b.less(x!, 2 ** 30), mended, logarithm));
  },
});

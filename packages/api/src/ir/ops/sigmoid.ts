/** The logistic function 1 / (1 + e⁻ˣ), without overflow at either end. */
import { unary } from '../elementwise.ts';

export const sigmoid = unary('sigmoid', ['f32'], {
  zeros: 'none',
  finite: 'always',
  gradient: ({ b, output, upstream }) => [b.mul(upstream, b.mul(output, b.sub(1, output)))],
  expand: ({ b, inputs: [x] }) => {
    // The exponential is of a number below 0: it never overflows.
    const power = b.exp(b.neg(b.abs(x!)));
    return b.div(b.select(b.greaterEqual(x!, 0), 1, power), b.add(power, 1));
  },
});

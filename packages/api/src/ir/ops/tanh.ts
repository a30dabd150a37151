/** The hyperbolic tangent. */
import { unary } from '../elementwise.ts';
import { polynomial } from '../polynomial.ts';

/** Powers of x² in tanh(x)/x − 1 for |x| < 0.625, from Cephes (tanhf): good to a step of `f32`. */
const NEAR_ZERO = [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1];

export const tanh = unary('tanh', ['f32'], {
  zeros: 'keeps',
  finite: 'always',
  gradient: ({ b, output, upstream }) => [b.mul(upstream, b.sub(1, b.mul(output, output)))],
  expand: ({ b, inputs: [x] }) => {
    const size = b.abs(x!);
    const far = b.sub(1, b.div(2, b.add(b.exp(b.mul(size, 2)), 1)));
    const square = b.mul(x!, x!);
    const near = b.mul(x!, b.add(b.mul(polynomial(b, square, NEAR_ZERO), square), 1));
    return b.select(b.less(size, 0.625), near, b.select(b.less(x!, 0), b.neg(far), far));
  },
});

/** The error function 2/√π ∫₀ˣ e^(−t²) dt. */
import { unary } from '../elementwise.ts';
import { polynomial } from '../polynomial.ts';

/** A rational function of x² from Eigen (generic_fast_erf_float): erf(x)/x on [−4, 4], beyond which erf is ±1 in `f32`. */
const NUMERATOR = [
  -2.72614225801306e-10, 2.77068142495902e-8, -2.10102402082508e-6, -5.69250639462346e-5, -7.34990630326855e-4,
  -2.95459980854025e-3, -1.60960333262415e-2,
];
const DENOMINATOR = [
  -1.45660718464996e-5, -2.13374055278905e-4, -1.68282697438203e-3, -7.37332916720468e-3, -1.42647390514189e-2,
];

export const erf = unary('erf', ['f32'], {
  zeros: 'keeps',
  finite: 'always',
  gradient: ({ b, inputs: [x], upstream }) => [
    b.mul(upstream, b.mul(b.exp(b.neg(b.mul(x!, x!))), 2 / Math.sqrt(Math.PI))),
  ],
  expand: ({ b, inputs: [x] }) => {
    const near = b.minimum(b.maximum(x!, -4), 4);
    const square = b.mul(near, near);
    return b.mul(near, b.div(polynomial(b, square, NUMERATOR), polynomial(b, square, DENOMINATOR)));
  },
});

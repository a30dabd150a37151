/** The error function 2/√π ∫₀ˣ e^(−t²) dt. */
import { unary } from '../elementwise.ts';
import { polynomial } from '../polynomial.ts';

/** A rational function of x² from Eigen (generic_fast_erf_float): erf(x)/x, here on [−1, 1]. Further out its roundings would show. */
const NUMERATOR = [
  -2.72614225801306e-10, 2.77068142495902e-8, -2.10102402082508e-6, -5.69250639462346e-5, -7.34990630326855e-4,
  -2.95459980854025e-3, -1.60960333262415e-2,
];
const DENOMINATOR = [
  -1.45660718464996e-5, -2.13374055278905e-4, -1.68282697438203e-3, -7.37332916720468e-3, -1.42647390514189e-2,
];

/** erfc(z) e^(z²) as a polynomial of 1 / (1 + z/2): fitted by least squares to its relative error on [1, 4], beyond which erf is ±1 in `f32`. */
const TAIL = [-0.215279055, 0.595734567, -0.0216174073, 0.374577678, 0.265415411, 0.00123975644];

export const erf = unary('erf', ['f32'], {
  zeros: 'keeps',
  finite: 'always',
  gradient: ({ b, inputs: [x], upstream }) => [
    b.mul(upstream, b.mul(b.exp(b.neg(b.mul(x!, x!))), 2 / Math.sqrt(Math.PI))),
  ],
  expand: ({ b, inputs: [x] }) => {
    const far = b.minimum(b.abs(x!), 4);
    const square = b.mul(far, far);
    const near = b.mul(x!, b.div(polynomial(b, square, NUMERATOR), polynomial(b, square, DENOMINATOR)));
    const tail = polynomial(b, b.div(1, b.add(1, b.mul(far, 0.5))), TAIL);
    const one = b.sub(1, b.mul(tail, b.exp(b.neg(square))));
    return b.select(b.less(far, 1), near, b.mul(b.sign(x!), one));
  },
});

/** The inverse of the normal distribution function. */
import { log } from './log.ts';

/**
 * The z with Φ(z) = p, to about 1e-15 relative, from + − × ÷ and √ alone, so that it is the same bits on every machine.
 * p must be within [1e-11, 1 − 1e-11]; the draws of 23 bits that come here stay 2⁻²⁴ away from 0 and 1.
 * Source: M. Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics 37 (1988),
 * routine PPND16, of which the branch for rarer p is left out.
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(center.over, r)) / polynomial(center.under, r);
  }
  const r = Math.sqrt(-log(q < 0 ? p : 1 - p)) - 1.6;
  const z = polynomial(tail.over, r) / polynomial(tail.under, r);
  return q < 0 ? -z : z;
}

/** Highest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, c) => sum * x + c, 0);
}

const center = {
  over: [
    2.509080928730122e3, 3.3430575583588128e4, 6.7265770927008701e4, 4.5921953931549871e4, 1.3731693765509461e4,
    1.9715909503065514e3, 1.3314166789178438e2, 3.387132872796366,
  ],
  under: [
    5.2264952788528546e3, 2.8729085735721943e4, 3.930789580009271e4, 2.1213794301586596e4, 5.3941960214247511e3,
    6.8718700749205791e2, 4.2313330701600911e1, 1,
  ],
};

const tail = {
  over: [
    7.7454501427834141e-4, 2.2723844989269185e-2, 2.417807251774506e-1, 1.2704582524523683, 3.6478483247632046,
    5.7694972214606914, 4.630337846156545, 1.4234371107496836,
  ],
  under: [
    1.0507500716444169e-9, 5.475938084995345e-4, 1.5198666563616457e-2, 1.4810397642748008e-1, 6.8976733498510001e-1,
    1.6763848301838038, 2.053191626637759, 1,
  ],
};

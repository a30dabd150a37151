/**
 * The error function in double precision, then rounded: its series with positive terms near zero, the continued fraction
 * of erfc further out (Abramowitz and Stegun, 7.1.6 and 7.1.14).
 */
import { unary } from './elementwise.ts';

const SERIES_BELOW = 2.5;
/** erf(x) rounds to 1 in `f32` well before this. */
const ONE_FROM = 5;

export const erf = unary((x) => {
  const t = Math.abs(x);
  if (!(t < ONE_FROM)) return Number.isNaN(x) ? NaN : Math.sign(x);
  return t < SERIES_BELOW ? series(x) : Math.sign(x) * (1 - tail(t));
});

/** erf(x) = 2/√π e^(−x²) Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1)). */
function series(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** erfc(x) = e^(−x²)/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))), from the inside out. */
function tail(x: number): number {
  let fraction = x;
  for (let n = 60; n > 0; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
}

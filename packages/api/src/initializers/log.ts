/** The natural logarithm by arithmetic alone, so that it is the same bits on every machine (`Math.log` need not be). */

const terms = 12;

/**
 * log x for a normal positive double, with a relative error below 5e-16: x = m · 2ᵉ with m in [√½, √2), and
 * log m = 2 · (s + s³/3 + s⁵/5 + …) with s = (m − 1)/(m + 1), where |s| < 0.172.
 */
export function log(x: number): number {
  let m = x;
  let e = 0;
  for (; m < Math.SQRT1_2; e--) m *= 2;
  for (; m >= Math.SQRT2; e++) m /= 2;
  const s = (m - 1) / (m + 1);
  const square = s * s;
  let sum = 0;
  for (let k = terms; k > 0; k--) sum = square * (sum + 1 / (2 * k + 1));
  return e * Math.LN2 + 2 * s * (1 + sum);
}

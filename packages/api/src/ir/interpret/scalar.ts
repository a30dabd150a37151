/** Functions of one number that JavaScript lacks, to full `f64` precision, for the interpreter. */

/**
 * The error function, by 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!!. Every term has the sign of x, so nothing cancels;
 * beyond |x| = 6 the result is ±1 to the last bit.
 */
export function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** The nearest whole number; halves go to the even neighbour. */
export function roundHalfToEven(x: number): number {
  const up = Math.round(x);
  return up - x === 0.5 && up % 2 !== 0 ? up - 1 : up;
}

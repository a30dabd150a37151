/** Bounds that a fair draw leaves about once in a million tests. */

/** How many standard deviations are allowed. */
export const SIGMAS = 5;

/** Mean and central moments of a sample. */
export function moments(sample: ArrayLike<number>): { mean: number; variance: number; fourth: number } {
  const n = sample.length;
  const average = (f: (x: number) => number): number => Array.from(sample, f).reduce((sum, v) => sum + v, 0) / n;
  const mean = average((x) => x);
  return { mean, variance: average((x) => (x - mean) ** 2), fourth: average((x) => (x - mean) ** 4) };
}

/** Correlation of two samples in units of its standard deviation under independence. 0 where one of them is constant. */
export function correlationSigmas(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [p, q] = [moments(a), moments(b)];
  if (p.variance === 0 || q.variance === 0) return 0;
  const covariance = Array.from(a, (x, i) => (x - p.mean) * (b[i]! - q.mean)).reduce((s, v) => s + v, 0) / a.length;
  return (covariance / Math.sqrt(p.variance * q.variance)) * Math.sqrt(a.length);
}

/** Pearson's Σ (observed − expected)² / expected; a category that cannot occur and does counts as infinite. */
export function chiSquare(observed: readonly number[], expected: readonly number[]): number {
  return observed.reduce((sum, o, i) => {
    const e = expected[i]!;
    return sum + (e === 0 ? (o === 0 ? 0 : Infinity) : (o - e) ** 2 / e);
  }, 0);
}

/**
 * What a chi-square variable exceeds as seldom as a normal one exceeds `SIGMAS`: the approximation of E. B. Wilson and
 * M. M. Hilferty, "The distribution of chi-square" (PNAS 1931).
 */
export function chiSquareBound(freedom: number): number {
  const spread = 2 / (9 * freedom);
  return freedom * (1 - spread + SIGMAS * Math.sqrt(spread)) ** 3;
}

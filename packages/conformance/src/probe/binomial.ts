/** Exact tests of counts: how likely a count as strange as this one is, of coins that are fair to their probability. */

/** ln Γ, by Lanczos' sum of nine terms, within 1e-13. Source: W. H. Press et al., "Numerical Recipes", 3rd ed., §6.1. */
function logGamma(x: number): number {
  const terms = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
    -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ];
  const sum = terms.reduce((total, term, k) => total + term / (x + k), 0.9999999999998099);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

function logProbability(k: number, n: number, p: number): number {
  const ways = logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
  return ways + k * Math.log(p) + (n - k) * Math.log1p(-p);
}

/**
 * The two-sided tail of a binomial count: twice the probability of a count at least as far out on its side, at most 1.
 *
 * @param count how many of `n` came out
 * @param p the probability of each, between 0 and 1, both excluded
 */
export function binomialTail(count: number, n: number, p: number): number {
  const step = count >= n * p ? 1 : -1;
  // Away from the mean terms fall, faster and faster: what is left out is less than what is added last.
  let sum = 0;
  for (let k = count; k >= 0 && k <= n; k += step) {
    const term = Math.exp(logProbability(k, n, p));
    sum += term;
    if (term <= sum * 1e-17) break;
  }
  return Math.min(1, 2 * sum);
}

/** The squared distance of probabilities from what happened. */
import type { ArrayInput } from '@bernoulli/api';
import { readJudged } from '../input/classes.ts';

/**
 * (1/N) Σ_i Σ_c (p_i(c) − [c = y_i])², in [0, 2]: a proper score that, unlike the likelihood, stays finite.
 *
 * Source: G. Brier, "Verification of Forecasts Expressed in Terms of Probability", Monthly Weather Review 78 (1950).
 *
 * @param labels class numbers, `[rows]`
 * @param probabilities `[rows, classes]`
 * @throws BernoulliError `SHAPE` or `DATA` for other shapes, labels that are no classes, rows that do not add up to 1.
 * @example
 * ```ts
 * import { brierScore } from '@bernoulli/uncertainty';
 * brierScore([0, 1], [[0.5, 0.5], [1, 0]]); // => 1.25
 * ```
 */
export function brierScore(labels: ArrayInput, probabilities: ArrayInput): number {
  const { rows, classes, labels: y, p } = readJudged('brierScore', labels, probabilities);
  return p.reduce((sum, value, i) => sum + (value - Number(i % classes === y[Math.floor(i / classes)])) ** 2, 0) / rows;
}

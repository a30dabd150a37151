/** The quantile that makes prediction sets cover. */
import type { ArrayInput } from '@bernoulli/api';
import { fail } from '@bernoulli/api/ir';
import { readValues } from '../input/values.ts';
import { isAlpha } from '../input/fields.ts';

/**
 * The ⌈(n + 1)(1 − α)⌉-th smallest of n scores; `Infinity` where n is too small for that, n < 1/α − 1. A further row of the same kind has a
 * score of at most this with probability of at least 1 − α, whatever the model and the data are like.
 *
 * Source: V. Vovk, A. Gammerman and G. Shafer, "Algorithmic Learning in a Random World" (2005); A. Angelopoulos and S. Bates, "A Gentle
 * Introduction to Conformal Prediction" (2021).
 *
 * @param scores of the calibration rows, `[rows]`: larger for what is stranger
 * @param alpha the share of rows that may be missed, in (0, 1)
 * @throws BernoulliError `CONFIG` for an alpha outside (0, 1); `SHAPE` or `DATA` for scores that are empty or not finite.
 * @example
 * ```ts
 * import { conformalQuantile } from '@bernoulli/uncertainty';
 * conformalQuantile([1, 2, 3, 4], 0.2); // => 4
 * conformalQuantile([1, 2, 3, 4], 0.1); // => Infinity
 * ```
 */
export function conformalQuantile(scores: ArrayInput, alpha: number): number {
  const who = 'conformalQuantile';
  checkAlpha(who, alpha);
  const sorted = readValues(scores, { who, name: 'scores', axes: ['rows'] }).data.toSorted();
  return sorted[rankOf(sorted.length, alpha) - 1] ?? Infinity;
}

/** ⌈(n + 1)(1 − α)⌉, written so that 1 − α is not rounded: 20 · (1 − 0.95) would be above 1. */
export function rankOf(n: number, alpha: number): number {
  return n + 1 - Math.floor((n + 1) * alpha + 1e-9);
}

function checkAlpha(who: string, alpha: unknown): void {
  if (!isAlpha(alpha))
    fail('CONFIG', { who, what: 'alpha must be in (0, 1)', received: alpha === undefined ? 'undefined' : alpha });
}

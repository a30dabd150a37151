/** How well a score tells rows of another kind from rows of the kind that was learned. */
import type { ArrayInput } from '@bernoulli/api';
import { readValues } from '../input/values.ts';

export interface Detection {
  /** The chance that a row from outside has the larger score than one from inside, ties counting half. 0.5 is guessing, 1 perfect. */
  readonly auroc: number;
  /** Average precision, with rows from outside as what is looked for. Guessing reaches their share. */
  readonly aupr: number;
  /** The share of rows from outside that are taken for inside, where 95 % of those from inside are. 0 is perfect. */
  readonly fpr95: number;
}

/**
 * Judges a score of strangeness: larger for rows unlike those that were learned, as entropy or mutual information should be.
 *
 * Source: D. Hendrycks and K. Gimpel, "A Baseline for Detecting Misclassified and Out-of-Distribution Examples in Neural Networks", ICLR 2017;
 * FPR95 as in S. Liang, Y. Li and R. Srikant, "Enhancing the Reliability of Out-of-distribution Image Detection in Neural Networks", ICLR 2018.
 *
 * @param inside scores of rows of the kind that was learned, `[rows]`
 * @param outside scores of other rows, `[rows]`
 * @throws BernoulliError `SHAPE` or `DATA` for arrays of other axes, empty ones, and numbers that are not finite.
 * @example
 * ```ts
 * import { outOfDistribution } from '@bernoulli/uncertainty';
 * outOfDistribution([0.1, 0.2], [0.2, 0.9]); // => { auroc: 0.875, aupr: 0.8333333333333333, fpr95: 0.5 }
 * ```
 */
export function outOfDistribution(inside: ArrayInput, outside: ArrayInput): Detection {
  const who = 'outOfDistribution';
  const a = readValues(inside, { who, name: 'inside', axes: ['rows'] }).data.toSorted();
  const b = readValues(outside, { who, name: 'outside', axes: ['rows'] }).data.toSorted();
  let larger = 0;
  let aupr = 0;
  // From the largest score down, equal ones at once.
  for (let i = a.length, j = b.length; j > 0;) {
    const score = Math.max(i > 0 ? a[i - 1]! : -Infinity, b[j - 1]!);
    let [ties, found] = [0, 0];
    for (; i > 0 && a[i - 1] === score; i--) ties++;
    for (; j > 0 && b[j - 1] === score; j--) found++;
    larger += found * (i + ties / 2);
    aupr += ((found / b.length) * (b.length - j)) / (b.length - j + a.length - i);
  }
  const threshold = a[Math.ceil(0.95 * a.length) - 1]!;
  const missed = b.findIndex((score) => score > threshold);
  return {
    auroc: larger / (a.length * b.length),
    aupr,
    fpr95: (missed < 0 ? b.length : missed) / b.length,
  };
}

/** How surprising the labels are. */
import type { ArrayInput } from '@bernoulli/api';
import { readJudged } from '../input/classes.ts';

/**
 * −(1/N) Σ_i log p_i(y_i), in nats, from 0 up: a proper score, which only the true probabilities make smallest. `Infinity` where a label
 * was held to be impossible.
 *
 * Source: T. Gneiting and A. Raftery, "Strictly Proper Scoring Rules, Prediction, and Estimation", JASA 102 (2007).
 *
 * @param labels class numbers, `[rows]`
 * @param probabilities `[rows, classes]`
 * @throws BernoulliError `SHAPE` or `DATA` for other shapes, labels that are no classes, rows that do not add up to 1.
 * @example
 * ```ts
 * import { negativeLogLikelihood } from '@bernoulli/uncertainty';
 * negativeLogLikelihood([0], [[0.5, 0.5]]) === Math.log(2); // => true
 * ```
 */
export function negativeLogLikelihood(labels: ArrayInput, probabilities: ArrayInput): number {
  const { rows, classes, labels: y, p } = readJudged('negativeLogLikelihood', labels, probabilities);
  return y.reduce((sum, label, row) => sum - Math.log(p[row * classes + label]!), 0) / rows;
}

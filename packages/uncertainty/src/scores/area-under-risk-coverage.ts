/** Whether a model knows when it is wrong: the errors among the rows it is surest of. */
import type { ArrayInput } from '@bernoulli/api';
import { confidences, readJudged } from '../input/classes.ts';

/**
 * The mean, over k = 1 … N, of the share of errors among the k rows with the likeliest classes (AURC): from 0 up, smaller is better. Rows that are
 * equally sure come in any order; what is counted is the mean over all orders.
 *
 * Source: Y. Geifman, G. Uziel and R. El-Yaniv, "Bias-Reduced Uncertainty Estimation for Deep Neural Classifiers", ICLR 2019.
 *
 * @param labels class numbers, `[rows]`
 * @param probabilities `[rows, classes]`
 * @throws BernoulliError `SHAPE` or `DATA` for other shapes, labels that are no classes, rows that do not add up to 1.
 * @example
 * ```ts
 * import { areaUnderRiskCoverage } from '@bernoulli/uncertainty';
 * // One of two is wrong. It is better to be less sure of that one.
 * areaUnderRiskCoverage([0, 1], [[0.9, 0.1], [0.6, 0.4]]); // => 0.25
 * areaUnderRiskCoverage([0, 1], [[0.6, 0.4], [0.9, 0.1]]); // => 0.75
 * ```
 */
export function areaUnderRiskCoverage(labels: ArrayInput, probabilities: ArrayInput): number {
  const judged = readJudged('areaUnderRiskCoverage', labels, probabilities);
  const { top, confidence } = confidences(judged);
  const order = [...top.keys()].sort((a, b) => confidence[b]! - confidence[a]!);
  let sum = 0;
  let errors = 0;
  for (let from = 0, to = 0; from < order.length; from = to) {
    let wrong = 0;
    while (to < order.length && confidence[order[to]!] === confidence[order[from]!]) {
      const row = order[to++]!;
      if (top[row] !== judged.labels[row]) wrong++;
    }
    for (let k = from + 1; k <= to; k++) sum += (errors + (wrong * (k - from)) / (to - from)) / k;
    errors += wrong;
  }
  return sum / judged.rows;
}

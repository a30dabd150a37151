/** How much several networks disagree about the class. */
import type { ArrayInput } from '@bernoulli/api';
import { expectedEntropy } from './expected-entropy.ts';
import { predictiveEntropy } from './predictive-entropy.ts';

/**
 * What the label would tell about the network, H[p̄] − (1/S) Σ_s H[p_s], in nats, from 0 up: 0 where all samples agree. Rows on which it is
 * large are the ones to label next (BALD), or to trust least.
 *
 * Source: N. Houlsby et al., "Bayesian Active Learning for Classification and Preference Learning" (2011).
 *
 * @param samples probabilities, `[samples, rows, classes]`
 * @returns one number for each row
 * @throws BernoulliError `SHAPE` or `DATA` for something else, or rows that do not add up to 1.
 * @example
 * ```ts
 * import { mutualInformation } from '@bernoulli/uncertainty';
 * // Two networks that are sure of different classes, and two that are both undecided.
 * const [apart, undecided] = mutualInformation([[[1, 0], [0.5, 0.5]], [[0, 1], [0.5, 0.5]]]);
 * apart === Math.log(2); // => true
 * undecided; // => 0
 * ```
 */
export function mutualInformation(samples: ArrayInput): Float64Array {
  const each = expectedEntropy(samples);
  // Rounding may leave a difference of nothing a little below 0.
  return predictiveEntropy(samples).map((all, row) => Math.max(0, all - each[row]!));
}

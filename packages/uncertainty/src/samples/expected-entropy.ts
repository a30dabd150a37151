/** How undecided each of several networks is by itself. */
import type { ArrayInput } from '@bernoulli/api';
import { entropies, readClassSamples } from './samples.ts';

/**
 * The mean entropy of the samples, (1/S) Σ_s H[p_s], in nats: what stays uncertain whichever network is right, as classes that overlap.
 *
 * Source: Y. Gal, "Uncertainty in Deep Learning" (PhD thesis, 2016), section 3.3.1.
 *
 * @param samples probabilities, `[samples, rows, classes]`
 * @returns one number for each row
 * @throws BernoulliError `SHAPE` or `DATA` for something else, or rows that do not add up to 1.
 * @example
 * ```ts
 * import { expectedEntropy } from '@bernoulli/uncertainty';
 * [...expectedEntropy([[[1, 0]], [[0, 1]]])]; // => [0]
 * ```
 */
export function expectedEntropy(samples: ArrayInput): Float64Array {
  const { data, classes, rows, samples: count } = readClassSamples('expectedEntropy', samples);
  const mean = new Float64Array(rows);
  entropies(data, classes).forEach((entropy, i) => (mean[i % rows]! += entropy / count));
  return mean;
}

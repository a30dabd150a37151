/** How undecided the mean prediction of several networks is. */
import type { ArrayInput } from '@bernoulli/api';
import { entropies, meanOf, readClassSamples } from './samples.ts';

/**
 * The entropy of the mean probabilities, H[p̄] = −Σ_c p̄_c log p̄_c, in nats: all uncertainty about the class, from 0 to log C.
 *
 * Source: Y. Gal, "Uncertainty in Deep Learning" (PhD thesis, 2016), section 3.3.1.
 *
 * @param samples probabilities, `[samples, rows, classes]`
 * @returns one number for each row
 * @throws BernoulliError `SHAPE` or `DATA` for something else, or rows that do not add up to 1.
 * @example
 * ```ts
 * import { predictiveEntropy } from '@bernoulli/uncertainty';
 * const [entropy] = predictiveEntropy([[[1, 0]], [[0, 1]]]);
 * entropy === Math.log(2); // => true
 * ```
 */
export function predictiveEntropy(samples: ArrayInput): Float64Array {
  const read = readClassSamples('predictiveEntropy', samples);
  return entropies(meanOf(read), read.classes);
}

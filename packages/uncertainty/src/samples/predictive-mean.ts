/** The mean of what several networks predict. */
import type { ArrayInput } from '@bernoulli/api';
import type { Values } from '../input/values.ts';
import { meanOf, readSamples } from './samples.ts';

/**
 * The mean over the samples, (1/S) Σ_s f_s(x): of probabilities, the predictive distribution.
 *
 * @param samples `[samples, rows, …]`
 * @returns `[rows, …]`
 * @throws BernoulliError `SHAPE` or `DATA` for something else, or nothing.
 * @example
 * ```ts
 * import { predictiveMean } from '@bernoulli/uncertainty';
 * [...predictiveMean([[[1, 0]], [[0.5, 0.5]]]).data]; // => [0.75, 0.25]
 * ```
 */
export function predictiveMean(samples: ArrayInput): Values {
  const read = readSamples('predictiveMean', samples);
  return { data: meanOf(read), shape: read.shape };
}

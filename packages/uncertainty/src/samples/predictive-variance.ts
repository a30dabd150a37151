/** How far the predictions of several networks lie apart. */
import type { ArrayInput } from '@bernoulli/api';
import type { Values } from '../input/values.ts';
import { meanOf, readSamples } from './samples.ts';

/**
 * The variance over the samples, (1/S) Σ_s (f_s(x) − mean)², as `model.sample` has it: what the model does not know. The noise of the
 * observations is not in it.
 *
 * @param samples `[samples, rows, …]`
 * @returns `[rows, …]`
 * @throws BernoulliError `SHAPE` or `DATA` for something else, or nothing.
 * @example
 * ```ts
 * import { predictiveVariance } from '@bernoulli/uncertainty';
 * [...predictiveVariance([[[1], [2]], [[3], [2]]]).data]; // => [1, 0]
 * ```
 */
export function predictiveVariance(samples: ArrayInput): Values {
  const read = readSamples('predictiveVariance', samples);
  const mean = meanOf(read);
  const data = new Float64Array(read.size);
  for (let i = 0; i < read.data.length; i++)
    data[i % read.size]! += (read.data[i]! - mean[i % read.size]!) ** 2 / read.samples;
  return { data, shape: read.shape };
}

/** How surprising numbers are under what several networks predict. */
import type { ArrayInput } from '@bernoulli/api';
import { fail, positive, readConfig } from '@bernoulli/api/ir';
import { readSamples } from '../samples/samples.ts';
import { logNormal } from './gaussian-negative-log-likelihood.ts';
import { readTargets } from '../input/targets.ts';

export interface MixtureOptions {
  /** Variance σ² of the noise of the observations, above 0: 1/τ, where τ is the precision. */
  readonly noiseVariance: number;
}

const fields = { noiseVariance: positive() };

/**
 * −(1/N) Σ_i log (1/S) Σ_s N(y_i; f_s(x_i), σ²), in nats: each sample is the centre of a normal distribution, all alike.
 *
 * Source: Y. Gal and Z. Ghahramani, "Dropout as a Bayesian Approximation", ICML 2016, equation 8.
 *
 * @param targets `[rows]` or `[rows, 1]`
 * @param samples `[samples, rows]` or `[samples, rows, 1]`
 * @throws BernoulliError `SHAPE` or `DATA` for other shapes or unequal lengths; `CONFIG` for a variance that is not above 0.
 * @example
 * ```ts
 * import { mixtureNegativeLogLikelihood } from '@bernoulli/uncertainty';
 * mixtureNegativeLogLikelihood([2], [[2], [2]], { noiseVariance: 1 / (2 * Math.PI) }); // => 0
 * ```
 */
export function mixtureNegativeLogLikelihood(
  targets: ArrayInput,
  samples: ArrayInput,
  options: MixtureOptions,
): number {
  const who = 'mixtureNegativeLogLikelihood';
  const { noiseVariance } = readConfig(who, options, fields);
  const { samples: count, size, data } = readSamples(who, samples);
  const [y] = readTargets(who, ['targets', targets]);
  if (y.length !== size)
    fail('SHAPE', { who, what: `samples must have one number for each of ${y.length} targets`, received: size });
  const logs = new Float64Array(count);
  let sum = 0;
  for (let i = 0; i < size; i++) {
    for (let s = 0; s < count; s++) logs[s] = logNormal(y[i]!, data[s * size + i]!, noiseVariance);
    sum -= logMeanExp(logs);
  }
  return sum / size;
}

/** log of the mean of what the logarithms are of, without overflow. */
function logMeanExp(logs: Float64Array): number {
  const most = Math.max(...logs);
  return most + Math.log(logs.reduce((sum, value) => sum + Math.exp(value - most), 0) / logs.length);
}
